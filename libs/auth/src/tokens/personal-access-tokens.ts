import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger, type Queries } from '@app/platform';
import { Secrets } from '../secrets/secrets.js';
import { FIND_TOKEN, INSERT_TOKEN, TOKEN_PREFIX, TOUCH_TOKEN, type TokenRow } from './personal-access-tokens.sql.js';
import { formatScopes } from './scopes.js';
import { randomTokenText, tokenDigest } from './token-digest.js';

/** Milliseconds between two writes of a token's `last_used_at`. */
const TOUCH_INTERVAL = 10 * 60 * 1000;

export interface NewToken {
  readonly userId: number;
  readonly name: string;
  readonly scopes: readonly string[];
  /** `YYYY-MM-DD`, the first day on which the token is no longer valid; null: never. */
  readonly expiresAt: string | null;
}

export interface CreatedToken extends NewToken {
  readonly id: number;
  /** The token itself: known here and nowhere else, from now on. */
  readonly token: string;
}

/** Personal access tokens, which the database knows by their digest alone (schema.md 3.1). */
@Injectable()
export class PersonalAccessTokens implements OnApplicationShutdown {
  private readonly touching = new Map<number, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly logger: Logger,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** Makes a token and tells it once; undefined when there is no such user. */
  async create(token: NewToken, queries: Queries = this.database): Promise<CreatedToken | undefined> {
    const [settings] = await queries.query<{ prefix: string }>(TOKEN_PREFIX);
    const text = `${settings?.prefix ?? ''}${randomTokenText()}`;
    const now = this.clock.now().toISOString().replace('Z', '');
    const [row] = await queries.query<{ id: number }>(INSERT_TOKEN, [
      token.userId,
      token.name,
      tokenDigest(text, this.secrets.dbKeyBase),
      formatScopes(token.scopes),
      token.expiresAt,
      now,
    ]);
    return row === undefined ? undefined : { ...token, id: row.id, token: text };
  }

  /** The token with its user, whatever its state; undefined when nobody has it. */
  async find(token: string): Promise<TokenRow | undefined> {
    const [row] = await this.database.query<TokenRow>(FIND_TOKEN, [tokenDigest(token, this.secrets.dbKeyBase)]);
    return row;
  }

  /** Remembers that a token was used, at most once in ten minutes, while the request goes on. */
  touch({ id, last_used_at: lastUsedAt }: TokenRow): void {
    const now = this.clock.now();
    const due = new Date(now.getTime() - TOUCH_INTERVAL);
    if (this.configuration.DATABASE_READ_ONLY || this.touching.has(id)) return;
    if (lastUsedAt !== null && lastUsedAt >= due) return;
    const write = this.database
      .query(TOUCH_TOKEN, [id, now, due], null)
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn('token use not recorded', describeError(error)),
      )
      .finally(() => this.touching.delete(id));
    this.touching.set(id, write);
  }

  /** Waits for what `touch` has begun: behind the last request, and before the database closes. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.touching.values());
  }
}
