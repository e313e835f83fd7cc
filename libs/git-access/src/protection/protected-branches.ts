import { Injectable } from '@nestjs/common';
import { EVERYTHING, type ListPart, type MembershipSource } from '@app/directory';
import { Clock, Database, Refusal, transact, type Queries } from '@app/platform';
import type { AccessLevel } from '../decision/index.js';
import { protectionRefusals as refusals, readLevels, writeLevels } from './level-writer.js';
import {
  BRANCH_RULE_TAKEN,
  BRANCH_RULES,
  CHANGE_BRANCH_RULE,
  DELETE_BRANCH_RULE,
  INSERT_BRANCH_RULE,
  type LevelRow,
} from './protection.sql.js';

/** What a rule says; without levels it means maintainers. What is left out of a change stays as it is. */
export interface BranchRuleChanges {
  readonly push?: readonly AccessLevel[];
  readonly merge?: readonly AccessLevel[];
  readonly allowForcePush?: boolean;
}

/** A rule as operators see it. */
export interface ShownBranchRule {
  readonly id: number;
  /** Exact name, or a wildcard with `*`. */
  readonly name: string;
  readonly project_id: number | null;
  readonly group_id: number | null;
  /** Full path of the project or group. */
  readonly source: string | null;
  readonly allow_force_push: boolean;
  readonly push: readonly AccessLevel[];
  readonly merge: readonly AccessLevel[];
}

/** Rules that protect branches of a project, or of everything below a group. */
@Injectable()
export class ProtectedBranches {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Protects a branch, or all that a wildcard fits; returns the id of the rule. */
  create(source: MembershipSource, name: string, rule: BranchRuleChanges = {}): Promise<number | Refusal> {
    const owner = 'project' in source ? [source.project, null] : [null, source.group];
    return transact<number | Refusal>(this.database, async (queries) => {
      const [found] = await queries.query<{ source_id: number | null; taken: boolean }>(BRANCH_RULE_TAKEN, [
        ...owner,
        name,
      ]);
      if (found?.source_id == null) return refusals.sourceMissing;
      if (found.taken) return refusals.ruleTaken;
      const values = [...owner, name, rule.allowForcePush ?? false, this.clock.now()];
      const [made] = await queries.query<{ id: number }>(INSERT_BRANCH_RULE, values);
      return (await this.write(queries, made!.id, rule)) ?? made!.id;
    });
  }

  /** Changes a rule, wholly or not at all. */
  change(id: number, changes: BranchRuleChanges): Promise<Refusal | undefined> {
    return transact(this.database, async (queries) => {
      const values = [id, changes.allowForcePush ?? null, this.clock.now()];
      const changed = await queries.query(CHANGE_BRANCH_RULE, values);
      return changed.length === 0 ? refusals.ruleMissing : this.write(queries, id, changes);
    });
  }

  /** Takes a rule away. */
  async remove(id: number): Promise<Refusal | undefined> {
    const deleted = await this.database.query(DELETE_BRANCH_RULE, [id]);
    return deleted.length === 0 ? refusals.ruleMissing : undefined;
  }

  /** Rules in the order of their ids: all, of a project or group alone, or one. */
  async list(
    { id, source }: { readonly id?: number; readonly source?: MembershipSource } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownBranchRule[]> {
    const project = source && 'project' in source ? source.project : null;
    const group = source && 'group' in source ? source.group : null;
    const rows = await this.database.query<ShownBranchRule & { push: LevelRow[]; merge: LevelRow[] }>(BRANCH_RULES, [
      id ?? null,
      project,
      group,
      after,
      limit,
    ]);
    return rows.map((row) => ({ ...row, push: readLevels(row.push), merge: readLevels(row.merge) }));
  }

  private async write(queries: Queries, id: number, { push, merge }: BranchRuleChanges): Promise<Refusal | undefined> {
    const refusal = push && (await writeLevels(queries, this.clock, 'push', id, push));
    return refusal ?? (merge && (await writeLevels(queries, this.clock, 'merge', id, merge)));
  }
}
