import { Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '@app/auth';
import { Clock, Database } from '@app/platform';
import { FIND_BY_ID, FIND_BY_PATH, GROUP_ACCESS, type NamespaceRow } from './namespaces.sql.js';

const OWNER = 50;
const LARGEST_ID = 2n ** 63n - 1n;

/** What a user may do with the subscription of a namespace (billing.md 3.5). */
export type Visibility = 'administer' | 'see' | 'nothing';

/** Namespaces as the portal names them: by id or by full path (billing.md 1.5). */
@Injectable()
export class Namespaces {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async find(idOrPath: string): Promise<NamespaceRow | undefined> {
    if (idOrPath.includes('\0')) return undefined;
    const byId = /^[0-9]+$/.test(idOrPath);
    if (byId && BigInt(idOrPath) > LARGEST_ID) return undefined;
    const [row] = await this.database.query<NamespaceRow>(byId ? FIND_BY_ID : FIND_BY_PATH, [idOrPath]);
    return row;
  }

  /** A public group shows its subscription to nobody but its members. Auditors read everything. */
  async visibilityTo(user: AuthenticatedUser, namespace: NamespaceRow): Promise<Visibility> {
    if (user.administrator) return 'administer';
    if (namespace.type === 'User' && namespace.owner_id === user.id) return 'administer';
    const [row] = await this.database.query<{ level: number; auditor: boolean }>(GROUP_ACCESS, [
      namespace.type === 'Group' ? namespace.traversal_ids : [],
      user.id,
      this.clock.today(),
    ]);
    if (row === undefined) return 'nothing';
    if (row.level >= OWNER || row.auditor) return 'administer';
    return row.level > 0 ? 'see' : 'nothing';
  }
}
