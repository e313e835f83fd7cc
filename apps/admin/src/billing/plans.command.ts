import { Subscriptions, type Plan } from '@app/billing';
import { Command } from 'nest-commander';
import { Argument } from '../grammar/fields.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class PlanOptions {
  @Argument('name') plan: string;
}

/** Plans are GitLab's own catalogue: nobody makes or removes one. */
@Command({ name: 'plans', description: 'what can be sold' })
export class PlansCommand extends Resource {
  constructor(private readonly subscriptions: Subscriptions) {
    super();
  }

  @Verb('list', 'list plans with how many namespaces have them')
  list(): Promise<Plan[]> {
    return this.subscriptions.plans();
  }

  @Verb('show', 'show one plan', PlanOptions)
  async show({ plan }: PlanOptions): Promise<Plan> {
    const found = (await this.subscriptions.plans()).find(({ name }) => name === plan);
    if (found === undefined) throw new RefusedError(`plan ${plan} does not exist`);
    return found;
  }
}
