import { Inject, Injectable } from '@nestjs/common';
import { Secrets } from '@app/auth';
import { Clock, Configuration, Database, Logger, TextField } from '@app/platform';
import { ActorParameters, Actors } from '../actors/actors.js';
import { actorRefusals } from '../actors/actor-refusals.js';
import { holderOf, type Holder } from '../actors/holder.js';
import { LOCK_MINUTES } from '../actors/user-standing.js';
import { CONSUME_STEP, RETURN_ATTEMPT, TAKE_ATTEMPT, type AttemptRow } from './otp-check.sql.js';
import { decryptOtpSecret } from './otp-secret.js';
import { OtpSessions } from './otp-session.js';
import { totpStep } from './totp.js';
import { twoFactorRefusals } from './two-factor-refusals.js';

/** Failed attempts after which a user is locked; Devise's number in GitLab. */
const ALLOWED_ATTEMPTS = 10;

export class OtpCheckParameters extends ActorParameters {
  /** Text: its leading zeros count (clients.md row 60). */
  @TextField() otp_attempt?: string;
}

/**
 * How the second factor is shown: a typed code, on the route of 13.x and on the newer one, or a push to a device, which
 * nobody confirms here.
 */
export type OtpCheck = 'otp' | 'manual' | 'push';

/** Second factors over SSH (git-access.md 12.2). */
@Injectable()
export class OtpCheckService {
  constructor(
    private readonly actors: Actors,
    private readonly sessions: OtpSessions,
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly logger: Logger,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The text of the refusal, or undefined when the second factor was shown. */
  async check(check: OtpCheck, parameters: OtpCheckParameters): Promise<string | undefined> {
    if (this.configuration.TWO_FACTOR_OVER_SSH === 'unavailable') return twoFactorRefusals.notAvailable;
    if (this.configuration.TWO_FACTOR_OVER_SSH === 'disabled') return twoFactorRefusals.switchedOff;
    const actor = await this.actors.find(parameters);
    const holder = holderOf(actor, { ...(await this.actors.rules()), admitLocked: check === 'manual' });
    if (typeof holder === 'string') return holder;
    if (holder.key?.deployKey) return twoFactorRefusals.deployKeyCheck;
    if (!holder.user.twoFactor) return twoFactorRefusals.notEnabled;
    // A success without a confirmed push would let everybody in without a code (clients.md row 59).
    if (check === 'push') return twoFactorRefusals.invalidCode;
    return this.checkCode(check, holder, parameters.otp_attempt ?? '');
  }

  /** Guesses are counted on both routes of typed codes: one without a count would be the way around the other. */
  private async checkCode(check: OtpCheck, { user, key }: Holder, code: string): Promise<string | undefined> {
    const now = this.clock.now();
    const [attempt] = await this.database.query<AttemptRow>(TAKE_ATTEMPT, [
      user.id,
      now,
      LOCK_MINUTES,
      ALLOWED_ATTEMPTS,
    ]);
    if (attempt === undefined) {
      return check === 'manual' ? twoFactorRefusals.locked : actorRefusals.keyWithoutUser;
    }
    const secret = await this.secretOf(attempt, user.id);
    const step = secret === undefined ? undefined : totpStep(secret, code, now);
    if (step === undefined) return twoFactorRefusals.invalidCode;
    const [consumed] = await this.database.query(CONSUME_STEP, [user.id, step]);
    if (consumed === undefined) return this.judgeRepetition(user.id, key?.id, step);
    if (key !== null) await this.sessions.open(key.id, step);
    return undefined;
  }

  /**
   * A code that was used before is refused, unless it is the shell that repeats a call whose answer was lost: then the
   * code has opened the session of this very key, and saying so opens nothing more.
   */
  private async judgeRepetition(userId: number, keyId: number | undefined, step: number): Promise<string | undefined> {
    if (keyId === undefined || !(await this.sessions.wasOpenedBy(keyId, step))) return twoFactorRefusals.invalidCode;
    await this.database.query(RETURN_ATTEMPT, [userId]);
    return undefined;
  }

  private async secretOf(attempt: AttemptRow, userId: number): Promise<string | undefined> {
    if (!attempt.otp_required_for_login) return undefined;
    const secret = attempt.newer_form ? undefined : await decryptOtpSecret(attempt, this.secrets.otpKeyBase);
    if (secret === undefined) {
      this.logger.warn('second factor cannot be read', { gl_user_id: userId, newer_form: attempt.newer_form });
    }
    return secret;
  }
}
