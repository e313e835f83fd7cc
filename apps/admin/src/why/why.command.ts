import { Explanations } from '@app/git-access';
import { Command } from 'nest-commander';
import { Report } from '../grammar/report.js';
import { SingleCommand } from '../grammar/single-command.js';
import { presentExplanation } from './present-explanation.js';
import { parametersOf } from './why-parameters.js';
import { WhyOptions } from './why.options.js';

/** `admin why`: its exit code is 0 for a yes and 1 for a no, so that scripts may ask too. */
@Command({
  name: 'why',
  description: 'why a Git command is allowed or refused: every fact, every check, and what helps',
})
export class WhyCommand extends SingleCommand<WhyOptions> {
  protected readonly form = WhyOptions;

  constructor(private readonly explanations: Explanations) {
    super();
  }

  protected async perform(options: WhyOptions): Promise<Report> {
    const explanation = await this.explanations.explain(parametersOf(options));
    return new Report(explanation, presentExplanation(explanation), explanation.answer.kind === 'granted');
  }
}
