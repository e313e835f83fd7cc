import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import type { Collaboration } from '../../decision/index.js';
import { branchRules } from '../rule-rows.js';
import { COLLABORATIONS, type CollaborationRow } from './collaborations.sql.js';

/** Reads what a decision asks when somebody without the push ability wants to push: one statement. */
@Injectable()
export class CollaborationsReader {
  constructor(private readonly database: Database) {}

  async read(projectId: number, userId: number, today: string): Promise<readonly Collaboration[]> {
    const rows = await this.database.query<CollaborationRow>(COLLABORATIONS, [projectId, userId, today]);
    return rows.map((row) => ({
      sourceBranch: row.source_branch,
      author: { active: row.author_active, admin: row.author_admin, level: row.author_level },
      targetBranch: row.target_branch,
      target: {
        visibility: row.visibility_level,
        archived: row.archived,
        markedForDeletion: row.marked_for_deletion,
        repositoryLevel: row.repository_level,
        branchRules: branchRules(row.branch_rules),
      },
      standing: { level: row.level, ruleGroups: row.rule_groups ?? [] },
    }));
  }
}
