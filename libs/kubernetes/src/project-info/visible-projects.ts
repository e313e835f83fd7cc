import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import type { CallingAgent } from '../agent-tokens/agent.authenticator.js';
import type { ProjectRepository } from '../repositories/repository.presenter.js';
import { VISIBLE_PROJECT, type VisibleProjectRow } from './project-info.sql.js';
import { projectReference } from './project-reference.js';

/** The projects that agents may read. */
@Injectable()
export class VisibleProjects {
  constructor(private readonly database: Database) {}

  /** The project that `id` names (kubernetes.md 1.5), or undefined when there is none or the agent may not see it. */
  async find(agent: CallingAgent, id: unknown): Promise<ProjectRepository | undefined> {
    const reference = projectReference(id);
    if (reference === undefined) return undefined;
    const values = 'id' in reference ? [reference.id, null] : [null, reference.path];
    const [row] = await this.database.query<VisibleProjectRow>(VISIBLE_PROJECT, [...values, agent.project?.id ?? null]);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      fullPath: row.full_path,
      storage: row.storage,
      diskPath: row.disk_path,
      defaultBranch: row.default_branch,
    };
  }
}
