import { Injectable } from '@nestjs/common';
import { EVERYTHING, type ListPart } from '@app/directory';
import { Clock, Database } from '@app/platform';
import { parseScopes } from './scopes.js';
import { REVOKE_TOKEN, TOKENS } from './token-list.sql.js';

/** A token as operators see it; the token itself is nowhere to be seen. */
export interface ShownToken {
  readonly id: number;
  readonly name: string;
  readonly user_id: number;
  readonly username: string | null;
  /** Its user is an administrator. */
  readonly admin: boolean;
  readonly scopes: readonly string[];
  readonly expires_at: string | null;
  readonly status: 'active' | 'expired' | 'revoked';
  readonly last_used_at: Date | null;
  readonly created_at: Date;
}

export interface TokenFilter {
  readonly id?: number;
  readonly userId?: number;
  /** Those of administrators only. */
  readonly admins?: boolean;
}

/** What operators see and end of the personal access tokens that there are. */
@Injectable()
export class TokenList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Tokens in the order of their ids, whatever their state. */
  async list(
    { id, userId, admins = false }: TokenFilter = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownToken[]> {
    const values = [id ?? null, userId ?? null, admins, after, limit, this.clock.today()];
    const rows = await this.database.query<ShownToken & { scopes: string }>(TOKENS, values);
    return rows.map((row) => ({ ...row, scopes: parseScopes(row.scopes) }));
  }

  /** Ends a token at once; the row stays, as GitLab keeps it. False when it is unknown or was revoked before. */
  async revoke(id: number): Promise<boolean> {
    const rows = await this.database.query(REVOKE_TOKEN, [id, this.clock.now().toISOString().replace('Z', '')]);
    return rows.length > 0;
  }
}
