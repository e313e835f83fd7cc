import { BillingRefusal, Subscriptions, type ListedSubscription } from '@app/billing';
import { Command } from 'nest-commander';
import { Argument, Day, Switch, Text, Whole } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class NamespaceOptions {
  @Argument('group or personal space: id or full path') namespace: string;
}

class TermOptions {
  @Text('name of the plan, as "plans list" shows it') plan?: string;
  @Whole('seats that were sold', { min: 0, max: 2 ** 31 - 1 }) seats?: number;
  @Day('last day') end?: string | null;
  @Switch('a trial') trial?: boolean;
  @Day('last day of the trial') trialEnd?: string | null;
  @Switch('renews itself') autoRenew?: boolean;
}

class NewSubscriptionOptions extends TermOptions {
  @Text('group or personal space: id or full path', { required: true }) namespace: string;
  @Day('first day', { required: true }) start: string | null;
}

class SubscriptionChangeOptions extends TermOptions {
  @Argument('group or personal space: id or full path') namespace: string;
  @Day('first day') start?: string | null;
}

@Command({ name: 'subscriptions', description: 'which namespace has which plan' })
export class SubscriptionsCommand extends Resource {
  constructor(private readonly subscriptions: Subscriptions) {
    super();
  }

  @Verb('create', 'give a namespace a subscription', NewSubscriptionOptions)
  async create({ namespace, start, ...term }: NewSubscriptionOptions): Promise<ListedSubscription> {
    accepted(await this.subscriptions.create(namespace, { ...sentOf(term), start_date: start }));
    return this.show({ namespace });
  }

  @Verb('list', 'list subscriptions', ListOptions)
  async list(part: ListOptions): Promise<ListedSubscription[]> {
    return accepted(await this.subscriptions.list(undefined, part));
  }

  @Verb('show', 'show the subscription of a namespace', NamespaceOptions)
  async show({ namespace }: NamespaceOptions): Promise<ListedSubscription> {
    const [subscription] = accepted(await this.subscriptions.list(namespace));
    if (subscription === undefined) throw new RefusedError(`${namespace} has no subscription`);
    return subscription;
  }

  @Verb('change', 'change the subscription of a namespace', SubscriptionChangeOptions)
  async change({ namespace, start, ...term }: SubscriptionChangeOptions): Promise<ListedSubscription> {
    const sent = { ...sentOf(term), ...(start === undefined ? {} : { start_date: start }) };
    accepted(await this.subscriptions.change(namespace, sent));
    return this.show({ namespace });
  }

  @Verb('remove', 'end the subscription of a namespace; its history stays', NamespaceOptions)
  async remove({ namespace }: NamespaceOptions): Promise<void> {
    accepted(await this.subscriptions.remove(namespace));
  }
}

/** What the portal would send; what was not given is absent. */
function sentOf({ plan, seats, end, trial, trialEnd, autoRenew }: TermOptions): Record<string, never> {
  const sent = { plan_code: plan, seats, end_date: end, trial, trial_ends_on: trialEnd, auto_renew: autoRenew };
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Record<string, never>;
}

/** @throws RefusedError with the words that the portal would read */
function accepted<Value>(outcome: Value | BillingRefusal): Value {
  if (!(outcome instanceof BillingRefusal)) return outcome;
  const { message } = outcome;
  if (typeof message === 'string') throw new RefusedError(message.replace(/^\d+ /, ''));
  const texts = Object.entries(message).map(([name, problems]) => `${name} ${String(problems)}`);
  throw new RefusedError(texts.join('; '));
}
