import { AccessDecisions, type AccessDecision } from '@app/git-access';
import { Command } from 'nest-commander';
import { Choice, Moment, Text, Whole } from '../grammar/fields.js';
import { idOf, Names } from '../grammar/names.js';
import { asTable } from '../grammar/present.js';
import { Report } from '../grammar/report.js';
import { SingleCommand } from '../grammar/single-command.js';
import { explanationOf } from './explanation-of.js';

const VERDICTS = { granted: 'granted', refused: 'refused', limited: 'limited', failed: 'failed' } as const;

class DecisionsOptions {
  @Text('user: id or user name') user?: string;
  @Text('key: id') key?: string;
  @Text('project: id or full path') project?: string;
  @Choice('verdict', VERDICTS) verdict?: keyof typeof VERDICTS;
  @Text('rule that refused, such as B10') rule?: string;
  @Text('correlation id, as the client or the log tells it') correlationId?: string;
  @Moment('from then on') since?: Date;
  @Moment('before then') until?: Date;
  @Whole('rows at most', { min: 1, max: 10_000 }) limit = 20;
}

/** `admin decisions`: what was refused, to whom and why, out of the log of decisions. */
@Command({ name: 'decisions', description: 'the log of decisions, the newest first, each with what it means' })
export class DecisionsCommand extends SingleCommand<DecisionsOptions> {
  protected readonly form = DecisionsOptions;

  constructor(
    private readonly decisions: AccessDecisions,
    private readonly names: Names,
  ) {
    super();
  }

  protected async perform({ user, key, project, limit, ...filter }: DecisionsOptions): Promise<Report> {
    const names = {
      userId: user === undefined ? undefined : await this.names.user(user),
      keyId: key === undefined ? undefined : idOf(key),
      projectId: project === undefined ? undefined : await this.names.project(project),
    };
    const { decisions } = await this.decisions.find({ ...filter, ...names }, limit);
    const explained = decisions.map((decision) => ({ ...decision, explanation: explanationOf(decision) }));
    return new Report(explained, asTable(explained.map(rowOf)) ?? '', true);
  }
}

/** What fits in a line of a terminal. */
function rowOf(decision: AccessDecision & { readonly explanation: string }): object {
  const { decidedAt, username, userId, keyId, repository, action, verdict, rule, durationMs, correlationId } = decision;
  return {
    time: decidedAt,
    who: username ?? (userId === null ? `key ${keyId ?? '?'}` : `user ${userId}`),
    repository,
    command: action,
    verdict: rule === null ? verdict : `${verdict} ${rule}`,
    ms: durationMs,
    'correlation id': correlationId,
    explanation: decision.explanation,
  };
}
