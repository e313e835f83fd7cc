import type { INestApplicationContext } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { send } from '../support/http.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const DAY = 24 * 60 * 60 * 1000;
const BASE = 'https://gitlab.example.com';

interface Answer {
  messages: { message: string; type: string }[];
  reference_counter_decreased: boolean;
}

describe('pre_receive and post_receive', () => {
  let suite: Suite;
  let api: RunningApi;
  let redis: Redis;
  let fixtures: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await suite.make.insert('internal_api.repository_states', {
      gl_repository: 'project-3',
      exists: true,
      empty: false,
      default_branch: 'master',
      updated_at: new Date(),
    });
    api = await startApi(suite, { environment: { EXTERNAL_URL: `${BASE}/` } });
    redis = new Redis(suite.redisUrl);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await suite?.close();
  });
  beforeEach(() => redis.flushdb());

  const counterKey = (identifier: string): string => `git-receive-pack-reference-counter:${identifier}`;
  const preReceive = (parameters: object = { gl_repository: 'project-3' }) =>
    api.shell.post('/pre_receive', { ...parameters });
  const postReceive = async (parameters: object = {}): Promise<Answer> => {
    const answer = await api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      identifier: `user-${fixtures.users.dev.id}`,
      changes: `${Z} ${A} refs/heads/feature\n`,
      push_options: null,
      ...parameters,
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringContaining('application/json')]);
    return answer.json<Answer>();
  };
  const link = (branch: string, encoded = branch) => ({
    message: `To create a merge request for ${branch}, visit:\n  ${BASE}/gnuwget/wget2/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encoded}`,
    type: 'basic',
  });
  const banner = (message: string, columns: object = {}) =>
    suite.make.insert('broadcast_messages', {
      message,
      message_html: message,
      starts_at: new Date(Date.now() - DAY),
      ends_at: new Date(Date.now() + DAY),
      broadcast_type: 1,
      created_at: new Date(),
      updated_at: new Date(),
      ...columns,
    });
  const mergeRequest = (columns: object) =>
    suite.make.insert('merge_requests', {
      source_project_id: 3,
      target_project_id: 3,
      target_branch: 'master',
      state_id: 1,
      author_id: fixtures.users.dev.id,
      title: 'x',
      created_at: new Date(),
      updated_at: new Date(),
      ...columns,
    });

  describe('the reference counter', () => {
    it('case 171, row 76: increases to 1 for 600 seconds', async () => {
      const answer = await preReceive();
      expect([answer.status, answer.json()]).toEqual([200, { reference_counter_increased: true }]);
      expect(answer.headers['content-type']).toContain('application/json');
      expect(await redis.get(counterKey('project-3'))).toBe('1');
      expect(await redis.ttl(counterKey('project-3'))).toBeGreaterThan(595);
    });

    it('case 172: counts up three times and down once, without a longer life for the decrease', async () => {
      for (let index = 0; index < 3; index++) await preReceive();
      await redis.expire(counterKey('project-3'), 100);
      expect((await postReceive()).reference_counter_decreased).toBe(true);
      expect(await redis.get(counterKey('project-3'))).toBe('2');
      expect(await redis.ttl(counterKey('project-3'))).toBeLessThanOrEqual(100);
    });

    it('case 173: never falls below zero', async () => {
      expect((await postReceive()).reference_counter_decreased).toBe(true);
      expect(await redis.exists(counterKey('project-3'))).toBe(0);
    });

    it('case 174, row 81: falls by itself when no post_receive follows', async () => {
      await preReceive();
      expect(await redis.ttl(counterKey('project-3'))).toBeLessThanOrEqual(600);
      await redis.pexpire(counterKey('project-3'), 1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await redis.get(counterKey('project-3'))).toBeNull();
    });

    it('case 176: counts 50 parallel pushes as 50', async () => {
      await Promise.all(Array.from({ length: 50 }, () => preReceive()));
      expect(await redis.get(counterKey('project-3'))).toBe('50');
    });

    it('case 177: counts without or with an unknown repository', async () => {
      for (const parameters of [{}, { gl_repository: 'project-99999' }, { gl_repository: ['x'] }]) {
        expect((await preReceive(parameters)).json()).toEqual({ reference_counter_increased: true });
      }
      expect(await redis.get(counterKey(''))).toBe('2');
    });
  });

  describe('messages', () => {
    it('case 178, row 78: links to a new merge request, whatever the push options', async () => {
      const answer = await postReceive({ push_options: ['ci.skip', 'another push option'] });
      expect(answer).toEqual({ messages: [link('feature')], reference_counter_decreased: true });
    });

    it('row 77, row 79: takes push_options null', async () => {
      expect((await postReceive({ push_options: null })).messages).toEqual([link('feature')]);
    });

    it('case 179: links to the open merge request of the branch', async () => {
      await mergeRequest({ iid: 5, source_branch: 'reviewed' });
      await mergeRequest({ iid: 6, source_branch: 'closed', state_id: 2 });
      const changes = `${Z} ${A} refs/heads/reviewed\n${A} ${B} refs/heads/closed\n`;
      expect((await postReceive({ changes })).messages).toEqual([
        { message: `View merge request for reviewed:\n  ${BASE}/gnuwget/wget2/-/merge_requests/5`, type: 'basic' },
        link('closed'),
      ]);
    });

    it('case 180: says nothing for the default branch, deletions, tags and other refs', async () => {
      const changes = [
        `${A} ${B} refs/heads/master`,
        `${B} ${Z} refs/heads/feature`,
        `${Z} ${A} refs/tags/v1`,
        `${Z} ${A} refs/keep-around/${A}`,
      ];
      expect((await postReceive({ changes: changes.join('\n') })).messages).toEqual([]);
      expect((await postReceive({ changes: '' })).messages).toEqual([]);
      expect((await postReceive({ changes: 'not a change' })).messages).toEqual([]);
    });

    it('case 180: says nothing where merge requests or the link are off', async () => {
      await suite.sql('UPDATE project_features SET merge_requests_access_level = 0 WHERE project_id = 3');
      expect((await postReceive()).messages).toEqual([]);
      await suite.sql('UPDATE project_features SET merge_requests_access_level = 20 WHERE project_id = 3');
      await suite.sql('UPDATE projects SET printing_merge_request_link_enabled = false WHERE id = 3');
      expect((await postReceive()).messages).toEqual([]);
      await suite.sql('UPDATE projects SET printing_merge_request_link_enabled = true WHERE id = 3');
    });

    it('case 181: encodes the branch in the address alone', async () => {
      const changes = `${Z} ${A} refs/heads/a/b&c+ü`;
      expect((await postReceive({ changes })).messages).toEqual([link('a/b&c+ü', 'a%2Fb%26c%2B%C3%BC')]);
    });

    it('case 182: puts the banner in front of the links', async () => {
      const { id } = await banner('Hello from post-receive');
      const { messages } = await postReceive();
      expect(messages).toEqual([{ message: 'Hello from post-receive', type: 'alert' }, link('feature')]);
      await suite.sql('DELETE FROM broadcast_messages WHERE id = $1', [id]);
    });

    it('case 183: prefers the banner aimed at the project, and the newest', async () => {
      await banner('general');
      await banner('old aim', { target_path: 'gnuwget/*' });
      await banner('aimed', { target_path: '/gnuwget/*' });
      await banner('aimed elsewhere', { target_path: 'other/*' });
      await banner('newest general');
      expect((await postReceive()).messages[0]).toEqual({ message: 'aimed', type: 'alert' });
      expect((await postReceive({ gl_repository: 'project-99999' })).messages).toEqual([
        { message: 'newest general', type: 'alert' },
      ]);
      await suite.sql('DELETE FROM broadcast_messages');
    });

    it('case 184: leaves out banners of another time, notifications and those not for the terminal', async () => {
      await banner('ended', { ends_at: new Date(Date.now() - 1000) });
      await banner('to come', { starts_at: new Date(Date.now() + DAY) });
      await banner('notification', { broadcast_type: 2 });
      await banner('web only', { show_in_cli: false });
      expect((await postReceive()).messages).toEqual([link('feature')]);
      await suite.sql('DELETE FROM broadcast_messages');
    });

    it('case 190: answers for unknown repositories and unknown pushers', async () => {
      for (const gl_repository of ['project-99999', 'foo-1', 'project-3x', undefined, '']) {
        expect(await postReceive({ gl_repository })).toEqual({ messages: [], reference_counter_decreased: true });
      }
      for (const identifier of ['user-99999', 'nobody', undefined, 'deploy-token-3', ['user-1']]) {
        expect((await postReceive({ identifier })).messages).toEqual([link('feature')]);
      }
    });

    it('case 193: asks no permission', async () => {
      expect((await postReceive({ identifier: `user-${fixtures.users.blockd.id}` })).messages).toEqual([
        link('feature'),
      ]);
    });

    it('case 194: takes options as one text', async () => {
      expect((await postReceive({ push_options: 'ci.skip' })).messages).toEqual([link('feature')]);
    });

    it('row 84: takes the form bodies of the Ruby hooks', async () => {
      const body =
        `secret_token=s3cr3t-abc&gl_repository=project-3&identifier=key-30&changes=${Z}+${A}+refs/heads/feature%0A` +
        '&push_options[]=ci.skip&push_options[]=x';
      const answer = await send(api.url, '/api/v4/internal/post_receive', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
      expect([answer.status, answer.json<Answer>().messages]).toEqual([200, [link('feature')]]);
    });

    it('takes two statements, for one ref and for 10,000', async () => {
      const many = Array.from({ length: 10_000 }, (_, index) => `${Z} ${A} refs/heads/b/${index}\n`).join('');
      await postReceive();
      for (const changes of [`${Z} ${A} refs/heads/feature`, many]) {
        expect((await suite.countStatements(() => postReceive({ changes }))).total).toBe(2);
      }
    });
  });

  describe('the follow-up', () => {
    let worker: INestApplicationContext;

    const record = async (parameters: object) => {
      await untilOutboxIsEmpty(suite);
      await suite.sql('DELETE FROM events');
      await postReceive(parameters);
      await untilOutboxIsEmpty(suite);
      return suite.sql(
        `SELECT e.author_id, p.action, p.ref_type, p.ref, p.ref_count, encode(p.commit_from, 'hex') AS commit_from
           FROM events e JOIN push_event_payloads p ON p.event_id = e.id ORDER BY e.id`,
      );
    };

    beforeAll(async () => {
      worker = await startWorker(api.configuration);
    });
    afterAll(() => worker?.close());

    it('case 191, row 82: knows a key for its owner, and a deploy key for its creator', async () => {
      expect(await record({ identifier: 'key-30' })).toMatchObject([
        { author_id: fixtures.users.dev.id, ref: 'feature' },
      ]);
      expect(await record({ identifier: 'key-81' })).toMatchObject([{ author_id: fixtures.users.maint.id }]);
      expect(await record({ identifier: 'username-dev' })).toEqual([]);
    });

    it('writes an event for each of three refs, and one for more', async () => {
      const refs = ['refs/heads/a', 'refs/tags/b', 'refs/heads/c', 'refs/heads/d'];
      const lines = refs.map((ref) => `${A} ${B} ${ref}`);
      const bulk = await record({ changes: [...lines, `${A} ${B} refs/notes/x`].join('\n') });
      expect(bulk).toMatchObject([{ action: 2, ref_type: 0, ref: null, ref_count: 4 }]);
      expect(await record({ changes: lines.slice(0, 3).join('\n') })).toMatchObject([
        { ref: 'a', ref_type: 0, commit_from: A },
        { ref: 'b', ref_type: 1 },
        { ref: 'c', ref_type: 0 },
      ]);
    });

    it('learns the default branch from the first push, and that the repository is no longer empty', async () => {
      const project = await suite.make.project({ namespace_id: fixtures.group.id });
      const gl_repository = `project-${project.id}`;
      await suite.make.insert('internal_api.repository_states', {
        gl_repository,
        exists: true,
        empty: true,
        updated_at: new Date(),
      });
      const state = async () =>
        (
          await suite.sql('SELECT empty, default_branch FROM internal_api.repository_states WHERE gl_repository = $1', [
            gl_repository,
          ])
        )[0];
      await postReceive({ gl_repository, changes: `${Z} ${A} refs/tags/v1` });
      expect(await state()).toEqual({ empty: true, default_branch: null });
      await postReceive({ gl_repository, changes: `${Z} ${A} refs/heads/x\n${Z} ${A} refs/heads/main` });
      expect(await state()).toEqual({ empty: false, default_branch: 'main' });
      await postReceive({ gl_repository, changes: `${Z} ${A} refs/heads/other` });
      expect(await state()).toEqual({ empty: false, default_branch: 'main' });
    });

    it('loses nothing for a NUL in a ref or an option', async () => {
      expect(await record({ changes: `${Z} ${A} refs/heads/a\0b`, push_options: ['x\0y'] })).toMatchObject([
        { ref: 'a\uFFFDb' },
      ]);
    });
  });
});

describe('pre_receive and post_receive without Redis', () => {
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite('post_receive_no_redis');
    api = await startApi({ databaseUrl: suite.databaseUrl, redisUrl: 'redis://127.0.0.1:1' });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it('case 175: answers 200 with false, and still records the push', async () => {
    const pre = await api.shell.post('/pre_receive', { gl_repository: 'project-3' });
    expect([pre.status, pre.json()]).toEqual([200, { reference_counter_increased: false }]);
    const post = await api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      changes: `${Z} ${A} refs/heads/x`,
    });
    expect([post.status, post.json()]).toEqual([200, { messages: [], reference_counter_decreased: false }]);
    expect(await suite.sql('SELECT queue FROM internal_api.outbox')).toEqual([{ queue: 'post_receive' }]);
  });
});
