import { Injectable } from '@nestjs/common';
import { PersonalAccessTokens } from '@app/auth';
import { Groups, Memberships, People, Projects } from '@app/directory';
import { AgentsService } from '@app/kubernetes';
import { Clock, Database, type Queries } from '@app/platform';
import {
  demoAgent,
  demoBanner,
  demoGroups,
  demoKeys,
  demoMembers,
  demoOwner,
  demoProjectGroup,
  demoProjects,
  demoSecondFactorUser,
  demoUsers,
} from './demo-data.js';
import { makeDemoKey } from './demo-key.js';
import {
  ADVANCE_SEQUENCES,
  HAS_USERS,
  INSERT_BANNER,
  INSERT_KEY,
  INSERT_REPOSITORY_STATE,
  REQUIRE_SECOND_FACTOR,
} from './demo.sql.js';

const OWNER = 50;
const YEAR = 365 * 24 * 60 * 60 * 1000;

/** What the demo's credentials are; the clear texts exist nowhere else. */
export interface DemoCredentials {
  readonly adminToken: string;
  readonly agentToken: string;
  /** Whole public-key line of key 11. */
  readonly authorizedKey: string;
}

/** Loads the demo's rows, through the services that own them where there are any. */
@Injectable()
export class DemoLoader {
  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly groups: Groups,
    private readonly projects: Projects,
    private readonly memberships: Memberships,
    private readonly tokens: PersonalAccessTokens,
    private readonly agents: AgentsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Loads everything in one transaction and hands the credentials to `keep` before it ends: whatever dies on the way, the
   * rows are there only together with their credentials. A database that has users already is not touched.
   */
  async load(keep: (credentials: DemoCredentials) => void): Promise<void> {
    await this.database.transaction(async (queries) => {
      const [row] = await queries.query<{ has_users: boolean }>(HAS_USERS);
      if (row?.has_users) return;
      await this.loadDirectory(queries);
      const authorizedKey = await this.loadKeys(queries);
      await this.loadBanner(queries);
      await queries.query(ADVANCE_SEQUENCES);
      const adminToken = await this.makeAdminToken(queries);
      keep({ adminToken, agentToken: await this.makeAgentToken(queries), authorizedKey });
    });
  }

  private async loadDirectory(queries: Queries): Promise<void> {
    for (const user of demoUsers) made(await this.people.create(user, queries));
    await queries.query(REQUIRE_SECOND_FACTOR, [demoSecondFactorUser]);
    for (const group of demoGroups) {
      made(await this.groups.create(group, queries));
      made(await this.memberships.set({ group: group.id }, demoOwner, { level: OWNER }, queries));
    }
    for (const project of demoProjects) {
      const details = { ...project, namespaceId: demoProjectGroup, creatorId: demoOwner };
      made(await this.projects.create(details, queries));
      await queries.query(INSERT_REPOSITORY_STATE, [`project-${project.id}`, this.clock.now()]);
    }
    for (const { userId, level } of demoMembers) {
      made(await this.memberships.set({ group: demoProjectGroup }, userId, { level }, queries));
    }
  }

  /** Returns the line of the first key. */
  private async loadKeys(queries: Queries): Promise<string> {
    const lines: string[] = [];
    for (const { id, userId, title, createdAt } of demoKeys) {
      const { line, md5, sha256 } = makeDemoKey(title);
      await queries.query(INSERT_KEY, [id, userId, title, line, md5, sha256, createdAt]);
      lines.push(line);
    }
    return lines[0] as string;
  }

  private async loadBanner(queries: Queries): Promise<void> {
    const now = this.clock.now();
    await queries.query(INSERT_BANNER, [demoBanner, now, new Date(now.getTime() + 10 * YEAR)]);
  }

  private async makeAdminToken(queries: Queries): Promise<string> {
    const request = { userId: demoOwner, name: 'demo', scopes: ['api'], expiresAt: null };
    const token = await this.tokens.create(request, queries);
    if (token === undefined) throw new Error('the demo has no administrator');
    return token.token;
  }

  private async makeAgentToken(queries: Queries): Promise<string> {
    const agent = made(await this.agents.createAgent(demoAgent.projectId, demoAgent.name, demoOwner, queries));
    return made(await this.agents.createToken(agent.id, 'demo', queries)).token;
  }
}

/** The demo's data is always acceptable: a refusal here is a fault. */
function made<Value>(result: Value): Exclude<Value, { message: string }> {
  if (typeof result === 'object' && result !== null && 'message' in result) throw new Error(String(result.message));
  return result as Exclude<Value, { message: string }>;
}
