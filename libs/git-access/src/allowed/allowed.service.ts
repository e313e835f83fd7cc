import { Injectable } from '@nestjs/common';
import { KeyUsage } from '@app/directory';
import { addRequestFields, Clock } from '@app/platform';
import { isDownload, type Denied, type Facts, type Granted } from '../decision/index.js';
import { UserActivity } from '../usage/user-activity.js';
import { AllowedFactsReader } from './allowed.facts.js';
import type { AllowedParameters } from './allowed.parameters.js';
import { readCall, type AllowedCall } from './allowed.request.js';
import { DecisionDriver } from './decision-driver.js';

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
    private readonly facts: AllowedFactsReader,
    private readonly driver: DecisionDriver,
    private readonly keyUsage: KeyUsage,
    private readonly userActivity: UserActivity,
  ) {}

  async decide(parameters: AllowedParameters): Promise<AllowedOutcome> {
    const call = readCall(parameters, this.clock.now());
    const facts = await this.facts.read({
      actor: call.actor,
      repository: call.repository,
      today: call.request.now.toISOString().slice(0, 10),
      withRefs: call.request.changes.kind === 'list',
    });
    const verdict = await this.driver.decide(call, facts);
    const { key, identity } = verdict.actor;
    if (key) this.keyUsage.touch(key);
    if (verdict.kind === 'granted' && isDownload(call.request) && identity) this.userActivity.record(identity);
    addRequestFields(logFields({ call, facts, verdict }));
    return { call, facts, verdict };
  }
}

/** Who asked for what and how it ended, on the one line that every request logs. */
function logFields({ call, facts, verdict }: AllowedOutcome) {
  return {
    git_command: call.request.action.slice(0, 100),
    git_protocol: call.request.protocol.slice(0, 100),
    git_decision: verdict.kind === 'denied' ? verdict.denial.code : 'granted',
    gl_project_id: facts.project?.id,
    gl_user_id: verdict.actor.identity?.id,
    gl_key_id: verdict.actor.key?.id,
  };
}
