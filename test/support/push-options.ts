import { Redis } from 'ioredis';
import { startApi, type RunningApi } from './app.js';
import { makeFixtures, type Fixtures } from './fixtures.js';
import { openSuite, type Suite } from './suite.js';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);
const BASE = 'https://gitlab.example.com';

export interface Message {
  message: string;
  type: string;
}

/** An API with the fixtures of git-access.md 15 and a known repository of P, to which people push with options. */
export class PushOptionsWorld {
  private constructor(
    readonly suite: Suite,
    readonly fixtures: Fixtures,
    readonly redis: Redis,
    private readonly api: RunningApi,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<PushOptionsWorld> {
    const suite = await openSuite();
    const fixtures = await makeFixtures(suite);
    await suite.make.insert('internal_api.repository_states', {
      gl_repository: 'project-3',
      exists: true,
      empty: false,
      default_branch: 'master',
      updated_at: new Date(),
    });
    const api = await startApi(suite, { environment: { EXTERNAL_URL: BASE, ...environment } });
    return new PushOptionsWorld(suite, fixtures, new Redis(suite.redisUrl), api);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.api.close();
    await this.suite.close();
  }

  async clear(): Promise<void> {
    await this.suite.sql('DELETE FROM merge_requests');
    await this.suite.sql('DELETE FROM internal_ids');
  }

  /** The messages after a push by dev that creates `feature`, unless `parameters` say otherwise. */
  async push(options: unknown, parameters: object = {}): Promise<Message[]> {
    const answer = await this.api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'key-30',
      changes: `${Z} ${A} refs/heads/feature\n`,
      push_options: options,
      ...parameters,
    });
    expect(answer.status).toBe(200);
    return answer.json<{ messages: Message[] }>().messages;
  }

  mergeRequests() {
    return this.suite.sql('SELECT * FROM merge_requests ORDER BY id');
  }

  async assignees(): Promise<number[]> {
    const rows = await this.suite.sql<{ user_id: number }>(
      'SELECT user_id FROM merge_request_assignees ORDER BY user_id',
    );
    return rows.map(({ user_id }) => user_id);
  }

  /** An open merge request !5 of dev from `feature` to `master`. */
  openMergeRequest(columns: object = {}) {
    return this.suite.make.insert('merge_requests', {
      iid: 5,
      source_project_id: 3,
      source_branch: 'feature',
      target_project_id: 3,
      target_branch: 'master',
      state_id: 1,
      author_id: this.fixtures.users.dev.id,
      title: 'old',
      created_at: new Date(),
      updated_at: new Date(),
      ...columns,
    });
  }
}

/** The link to a merge request that is not there yet. */
export const linkToNew = (branch: string, path = 'gnuwget/wget2'): Message => ({
  message: `To create a merge request for ${branch}, visit:\n  ${BASE}/${path}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${branch}`,
  type: 'basic',
});

/** The link to one that is. */
export const linkTo = (branch: string, iid: number, path = 'gnuwget/wget2'): Message => ({
  message: `View merge request for ${branch}:\n  ${BASE}/${path}/-/merge_requests/${iid}`,
  type: 'basic',
});

export const warning = (options: string[], text: string): Message => ({
  message: `WARNINGS:\nError encountered with push options ${options.map((option) => `'${option}'`).join(' ')}: ${text}`,
  type: 'alert',
});
