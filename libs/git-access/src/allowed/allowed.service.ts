import { Injectable } from '@nestjs/common';
import { KeyUsage } from '@app/directory';
import { actorsOf, addRequestFields, Clock, isStoreUnavailable, RecentWriters, WireError } from '@app/platform';
import {
  denials,
  isDownload,
  type Creating,
  type Denial,
  type Denied,
  type Facts,
  type Granted,
} from '../decision/index.js';
import { DecisionLog } from '../decision-log/decision-log.js';
import type { Ending } from '../decision-log/logged-decision.js';
import { NoticeWriter, type NoticeTarget } from '../push-notices/notice-writer.js';
import { UserActivity } from '../usage/user-activity.js';
import { AllowedFactsReader } from './allowed.facts.js';
import type { AllowedParameters } from './allowed.parameters.js';
import { readCall, type AllowedCall } from './allowed.request.js';
import { DecisionDriver } from './decision-driver.js';
import { OperationLimit } from './operation-limit.js';
import { ProjectCreation } from './project-creation/project-creation.js';

/** How one call ended, with everything that its answer is made of. */
export interface AllowedOutcome {
  readonly call: AllowedCall;
  readonly facts: Facts;
  readonly verdict: Granted | Denied;
}

/** `POST /internal/allowed` in the order of git-access.md 3.2: facts, decision, effects. */
@Injectable()
export class AllowedService {
  constructor(
    private readonly clock: Clock,
    private readonly limit: OperationLimit,
    private readonly facts: AllowedFactsReader,
    private readonly driver: DecisionDriver,
    private readonly keyUsage: KeyUsage,
    private readonly userActivity: UserActivity,
    private readonly creation: ProjectCreation,
    private readonly writers: RecentWriters,
    private readonly notices: NoticeWriter,
    private readonly log: DecisionLog,
  ) {}

  /** Undefined when the caller has asked too often (3.3): then nothing is looked up. */
  async decide(parameters: AllowedParameters): Promise<AllowedOutcome | undefined> {
    const begin = performance.now();
    const call = readCall(parameters, this.clock.now());
    const end = (ending: Ending) => this.log.record({ call, ending, milliseconds: performance.now() - begin });
    try {
      const outcome = await this.settle(call);
      end(endingOf(outcome));
      return outcome;
    } catch (error) {
      end({ verdict: 'failed', status: statusOf(error) });
      throw error;
    }
  }

  private async settle(call: AllowedCall): Promise<AllowedOutcome | undefined> {
    if (await this.limit.isExceeded(call)) return undefined;
    const facts = await this.read(call);
    const verdict = await this.driver.decide(call, facts);
    const outcome =
      verdict.kind === 'create' ? await this.decideOnNewProject(call, facts, verdict) : { call, facts, verdict };
    this.noteUse(outcome);
    if (outcome.verdict.moved) await this.tellMove(outcome);
    addRequestFields(logFields(outcome));
    return outcome;
  }

  private read(call: AllowedCall): Promise<Facts> {
    return this.facts.read({
      actor: call.actor,
      candidates: call.candidates,
      today: call.request.now.toISOString().slice(0, 10),
      withRefs: call.request.changes.kind === 'list',
    });
  }

  /** A first push makes its project, and is then decided like any other (git-access.md 3.8). */
  private async decideOnNewProject(
    call: AllowedCall,
    before: Facts,
    { actor, project }: Creating,
  ): Promise<AllowedOutcome> {
    if (actor.user === null) throw new Error('nobody creates a project');
    const made = await this.creation.create(project, actor.user.id);
    const denied = (denial: Denial): AllowedOutcome => ({
      call,
      facts: before,
      verdict: { kind: 'denied', actor, denial, moved: false },
    });
    if (typeof made === 'object') return denied(made);
    await this.writers.note(actorsOf(actor.user.id, null));
    const facts = await this.read(call);
    const verdict = await this.driver.decide(call, facts);
    // The path is taken by something that nobody can see, such as a project that is being deleted.
    if (verdict.kind === 'create') return denied(denials.creationFailed(['path has already been taken']));
    const outcome = { call, facts, verdict };
    const target = noticeTarget(outcome);
    if (made === 'created' && verdict.kind === 'granted' && target) await this.notices.created(target);
    return outcome;
  }

  /** What remains of a request. The key was used even when the answer is no. */
  private noteUse({ call, verdict }: AllowedOutcome): void {
    const { key, identity } = verdict.actor;
    if (key) this.keyUsage.touch(key);
    if (verdict.kind === 'granted' && isDownload(call.request) && identity) this.userActivity.record(identity);
  }

  /** Also when the answer is no. */
  private async tellMove(outcome: AllowedOutcome): Promise<void> {
    const target = noticeTarget(outcome);
    const { repository } = outcome.call.request;
    if (target && repository.by === 'path') await this.notices.moved(target, repository.path);
  }
}

function endingOf(outcome: AllowedOutcome | undefined): Ending {
  if (outcome === undefined) return { verdict: 'limited' };
  const { facts, verdict: decided } = outcome;
  return { verdict: decided.kind === 'granted' ? 'granted' : 'refused', facts, decided };
}

/** As the error filter will answer it. */
function statusOf(error: unknown): number {
  if (error instanceof WireError) return error.getStatus();
  return isStoreUnavailable(error) ? 503 : 500;
}

/** Somebody who can be told about the repository when the push has ended: no deploy key, and not nobody. */
function noticeTarget({ call, facts, verdict }: AllowedOutcome): NoticeTarget | undefined {
  const { user } = verdict.actor;
  const { repository } = facts;
  if (user === null || repository === null) return undefined;
  return { userId: user.id, repository, protocol: call.request.protocol };
}

/** Who asked for what and how it ended, on the one line that every request logs. */
function logFields({ call, facts, verdict }: AllowedOutcome) {
  return {
    git_command: call.request.action.slice(0, 100),
    git_protocol: call.request.protocol.slice(0, 100),
    git_decision: verdict.kind === 'denied' ? verdict.denial.code : 'granted',
    gl_project_id: facts.project?.id,
    gl_repository_kind: facts.repository?.kind,
    gl_user_id: verdict.actor.identity?.id,
    gl_user_name: verdict.actor.identity?.username,
    gl_key_id: verdict.actor.key?.id,
  };
}
