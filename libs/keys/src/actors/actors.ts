import { Inject, Injectable } from '@nestjs/common';
import { actorReference, InstanceSettings, KeyUsage } from '@app/directory';
import { Clock, Configuration, Database, IdField, RawField, TextField } from '@app/platform';
import { NAMED_ACTOR, type NamedActorRow } from './actors.sql.js';
import type { HolderRules } from './holder.js';
import type { NamedActor } from './named-actor.js';

/** The parameters that may name who asks for codes, tokens or a second factor (git-access.md 8). */
export class ActorParameters {
  @IdField() key_id?: number | null;
  @IdField() user_id?: number | null;
  @TextField() username?: string;
  /** Names nobody here, and nobody else is looked for beside it (git-access.md 2.4). */
  @RawField() krb5principal?: unknown;
}

/** Finds whom a request names, notes the use of their key, and says by which rules they are judged. */
@Injectable()
export class Actors {
  constructor(
    private readonly database: Database,
    private readonly keyUsage: KeyUsage,
    private readonly settings: InstanceSettings,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The key counts as used even when the request is refused afterwards (git-access.md 2.5). */
  async find(parameters: ActorParameters): Promise<NamedActor> {
    const actor = await this.lookUp(parameters);
    if (actor.key !== null) this.keyUsage.touch(actor.key);
    return actor;
  }

  async rules(): Promise<HolderRules> {
    return {
      now: this.clock.now(),
      settings: await this.settings.current(),
      requireKey: this.configuration.REQUIRE_SSH_KEY,
    };
  }

  private async lookUp(parameters: ActorParameters): Promise<NamedActor> {
    const { key_id, user_id, username, krb5principal } = parameters;
    const userIdGiven = user_id !== undefined;
    const reference = actorReference({ key_id, user_id, username, krb5principal });
    if (reference.by === 'nobody') return { key: null, user: null, userIdGiven };
    const [row] = await this.database.query<NamedActorRow>(NAMED_ACTOR, [
      reference.by === 'key' ? reference.id : null,
      reference.by === 'user' ? reference.id : null,
      reference.by === 'username' ? reference.username : null,
    ]);
    return row === undefined ? { key: null, user: null, userIdGiven } : { ...actorOf(row), userIdGiven };
  }
}

function actorOf(row: NamedActorRow): Omit<NamedActor, 'userIdGiven'> {
  return {
    key:
      row.key_id === null
        ? null
        : {
            id: row.key_id,
            deployKey: row.key_type === 'DeployKey',
            expiresAt: row.key_expires_at,
            lastUsedAt: row.key_last_used_at,
          },
    user:
      row.user_id === null
        ? null
        : {
            id: row.user_id,
            state: row.state ?? '',
            type: row.user_type ?? 0,
            confirmed: row.confirmed_at !== null,
            acceptedTerms: row.accepted_term_id !== null,
            passwordExpiresAt: row.password_expires_at,
            passwordAutomaticallySet: row.password_automatically_set ?? false,
            lockedAt: row.locked_at,
            twoFactor: row.two_factor ?? false,
          },
  };
}
