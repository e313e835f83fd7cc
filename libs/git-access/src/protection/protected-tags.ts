import { Injectable } from '@nestjs/common';
import { EVERYTHING, type ListPart } from '@app/directory';
import { Clock, Database, Refusal, transact } from '@app/platform';
import type { AccessLevel } from '../decision/index.js';
import { protectionRefusals as refusals, readLevels, writeLevels } from './level-writer.js';
import { DELETE_TAG_RULE, INSERT_TAG_RULE, TAG_RULES, TOUCH_TAG_RULE, type LevelRow } from './protection.sql.js';

/** A rule as operators see it; without levels it means maintainers. */
export interface ShownTagRule {
  readonly id: number;
  /** Exact name, or a wildcard with `*`. */
  readonly name: string;
  readonly project_id: number;
  readonly source: string | null;
  readonly create: readonly AccessLevel[];
}

const TAKEN = new Refusal('rule_taken', 'the project has a rule of this name, or is gone');

/** Rules that protect tags of a project. */
@Injectable()
export class ProtectedTags {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Protects a tag, or all that a wildcard fits; returns the id of the rule. */
  create(projectId: number, name: string, create: readonly AccessLevel[] = []): Promise<number | Refusal> {
    return transact<number | Refusal>(this.database, async (queries) => {
      const [made] = await queries.query<{ id: number }>(INSERT_TAG_RULE, [projectId, name, this.clock.now()]);
      if (made === undefined) return TAKEN;
      return (await writeLevels(queries, this.clock, 'create', made.id, create)) ?? made.id;
    });
  }

  /** Says anew who may create what the rule protects. */
  change(id: number, create: readonly AccessLevel[]): Promise<Refusal | undefined> {
    return transact(this.database, async (queries) => {
      const found = await queries.query(TOUCH_TAG_RULE, [id, this.clock.now()]);
      return found.length === 0 ? refusals.ruleMissing : writeLevels(queries, this.clock, 'create', id, create);
    });
  }

  /** Takes a rule away. */
  async remove(id: number): Promise<Refusal | undefined> {
    const deleted = await this.database.query(DELETE_TAG_RULE, [id]);
    return deleted.length === 0 ? refusals.ruleMissing : undefined;
  }

  /** Rules in the order of their ids: all, of a project, or one. */
  async list(
    { id, projectId }: { readonly id?: number; readonly projectId?: number } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownTagRule[]> {
    const values = [id ?? null, projectId ?? null, after, limit];
    const rows = await this.database.query<ShownTagRule & { create: LevelRow[] }>(TAG_RULES, values);
    return rows.map((row) => ({ ...row, create: readLevels(row.create) }));
  }
}
