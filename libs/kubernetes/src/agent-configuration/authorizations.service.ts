import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import {
  LOCK_AGENT,
  REPLACE_CI_GROUPS,
  REPLACE_CI_PROJECTS,
  REPLACE_USER_GROUPS,
  REPLACE_USER_PROJECTS,
} from './authorizations.sql.js';
import type { ConfiguredAccesses } from './configured-access.js';

/** Whom agents let in, as their configuration says it. */
@Injectable()
export class AuthorizationsService {
  constructor(private readonly database: Database) {}

  /** Replaces what is stored for an agent, all or nothing. False when there is no such agent. */
  replace(agentId: number, accesses: ConfiguredAccesses): Promise<boolean> {
    return this.database.transaction(async (queries) => {
      const agents = await queries.query(LOCK_AGENT, [agentId]);
      if (agents.length === 0) return false;
      await queries.query(REPLACE_CI_GROUPS, [agentId, JSON.stringify(accesses.ciGroups)]);
      await queries.query(REPLACE_CI_PROJECTS, [agentId, JSON.stringify(accesses.ciProjects)]);
      await queries.query(REPLACE_USER_GROUPS, [agentId, JSON.stringify(accesses.userGroups)]);
      await queries.query(REPLACE_USER_PROJECTS, [agentId, JSON.stringify(accesses.userProjects)]);
      return true;
    });
  }
}
