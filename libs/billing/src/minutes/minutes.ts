import { Inject, Injectable } from '@nestjs/common';
import { Clock, Configuration, Database } from '@app/platform';
import type { NamespaceRow } from '../namespaces/namespaces.sql.js';
import { Namespaces } from '../namespaces/namespaces.js';
import {
  NAMESPACE_NOT_FOUND,
  NO_COMMON_OWNER,
  PACKS_NOT_SAVED,
  Refusal,
  SAME_NAMESPACE,
  SOURCE_NOT_TOP_LEVEL,
  TARGET_NOT_FOUND,
  TARGET_NOT_TOP_LEVEL,
} from '../refusals.js';
import type { PackParameters } from './minutes.parameters.js';
import { FIND_PACKS, HAVE_COMMON_OWNER, INSERT_PACKS, MOVE_PACKS, type PackRow } from './minutes.sql.js';

/** Characters of a purchase's id. */
const LONGEST_XID = 32;

/** A pack that can be saved. */
interface Pack {
  readonly number_of_minutes: number;
  readonly expires_at: string;
  readonly purchase_xid: string;
}

/** CI minutes bought on top (billing.md 4). A purchase is redeemed once in the whole instance. */
@Injectable()
export class Minutes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly namespaces: Namespaces,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /**
   * Redeems purchases, all or none. One that the namespace has redeemed before comes back as it is stored. In the order
   * of the request, one for each pack asked for.
   */
  async create(idOrPath: string, packs: readonly PackParameters[]): Promise<PackRow[] | Refusal> {
    const namespace = await this.namespaces.find(idOrPath);
    if (namespace === undefined) return NAMESPACE_NOT_FOUND;
    if (!packs.every(canBeSaved)) return PACKS_NOT_SAVED;
    if (packs.length === 0) return [];
    const stored = await this.redeem(namespace.id, packs);
    return stored ?? PACKS_NOT_SAVED;
  }

  /** Moves all packs of one namespace to another. */
  async move(source: string, target: string): Promise<Refusal | undefined> {
    const from = await this.namespaces.find(source);
    if (from === undefined) return NAMESPACE_NOT_FOUND;
    const to = await this.namespaces.find(target);
    if (to === undefined) return TARGET_NOT_FOUND;
    if (from.parent_id !== null) return SOURCE_NOT_TOP_LEVEL;
    if (to.parent_id !== null) return TARGET_NOT_TOP_LEVEL;
    if (from.id === to.id) return SAME_NAMESPACE;
    if (!(await this.ownersAllow(from, to))) return NO_COMMON_OWNER;
    await this.database.query(MOVE_PACKS, [from.id, to.id, this.clock.now()]);
    return undefined;
  }

  /** The packs in the order asked for, or undefined when another namespace has redeemed one of them. */
  private async redeem(namespaceId: number, packs: readonly Pack[]): Promise<PackRow[] | undefined> {
    // The first pack of a purchase wins.
    const wanted = new Map(packs.toReversed().map((pack) => [pack.purchase_xid, pack]));
    const xids = [...wanted.keys()];
    const asked = [...wanted.values()];
    try {
      return await this.database.transaction(async (queries) => {
        await queries.query(INSERT_PACKS, [
          namespaceId,
          xids,
          asked.map((pack) => pack.number_of_minutes),
          asked.map((pack) => pack.expires_at),
          this.clock.now(),
        ]);
        const rows = await queries.query<PackRow>(FIND_PACKS, [xids]);
        if (rows.some((row) => row.namespace_id !== namespaceId)) throw new RedeemedElsewhere();
        const stored = new Map(rows.map((row) => [row.purchase_xid, row]));
        return packs.map((pack) => stored.get(pack.purchase_xid) as PackRow);
      });
    } catch (error) {
      if (error instanceof RedeemedElsewhere) return undefined;
      throw error;
    }
  }

  /** Off unless an operator wants the rule: an administrator decides here (billing.md 4.3). */
  private async ownersAllow(from: NamespaceRow, to: NamespaceRow): Promise<boolean> {
    if (!this.configuration.MINUTES_MOVE_REQUIRES_COMMON_OWNER) return true;
    const [row] = await this.database.query<{ common: boolean }>(HAVE_COMMON_OWNER, [
      from.id,
      to.id,
      this.clock.today(),
    ]);
    return row?.common ?? false;
  }
}

/** Rolls the transaction back; never leaves `Minutes`. */
class RedeemedElsewhere extends Error {}

function canBeSaved(pack: PackParameters): pack is PackParameters & Pack {
  const { number_of_minutes: minutes, expires_at: expiresAt, purchase_xid: xid } = pack;
  if (minutes === null || expiresAt === null || xid === null) return false;
  return xid.trim() !== '' && [...xid].length <= LONGEST_XID;
}
