import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEEP_PARTITIONS } from '../../libs/git-access/src/decision-log/decision-log.sql.js';
import { REFRESH_STALE } from '../../libs/directory/src/authorizations/stale-authorizations.sql.js';
import { PRUNE } from '../../libs/platform/src/outbox/outbox-jobs.sql.js';
import { CLAIM } from '../../libs/platform/src/outbox/outbox.sql.js';
import { A, B, openAllowedWorld, Z, type AllowedWorld } from '../support/allowed-world.js';
import { ContentWorld } from '../support/content-world.js';
import type { Answer } from '../support/http.js';
import { KasClient, makeAgent } from '../support/kas-client.js';
import { recordStatements, type RecordedStatement } from '../support/recorded-statements.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';
import { writtenBehind } from '../support/written-behind.js';

const folder = join(import.meta.dirname, 'hot-statements');
/** What a worker asks again and again, whether somebody pushes or not. */
const BY_THE_CLOCK = new Set([CLAIM, PRUNE, REFRESH_STALE, KEEP_PARTITIONS].map(({ name }) => name));

/** Long statements that several calls send are shown with one of them; a name stands for one text. */
const SHOWN_WITH: Readonly<Record<string, string>> = {
  allowed_facts: 'allowed before a pull',
  allowed_facts_with_refs: 'allowed with refs',
  post_receive_facts: 'post_receive',
  post_receive_record: 'post_receive',
};

interface HotCall {
  readonly name: string;
  readonly call: () => Promise<Answer>;
  readonly status?: number;
  /** Makes a mark of use an old one, so that the call leaves a new one. */
  readonly age?: string;
}

/**
 * The SQL of the calls that every Git command waits for, with what is written behind their answers, kept beside this file so
 * that a change of it is seen in review. `npm run sql:snapshots` writes the files anew.
 */
describe('the statements of a hot call', () => {
  let world: AllowedWorld;
  let agentToken: string;

  beforeAll(async () => {
    // Settings of the instance are remembered for a while: they are read for every call here, to be seen.
    world = await openAllowedWorld({ environment: { INSTANCE_SETTINGS_SECONDS: '0' } });
    const { make, sql } = world.suite;
    await make.redirect('Project', world.P.id, 'former/wget2');
    await openBranch(world);
    agentToken = (await makeAgent(world.api, world.P.id)).token;
    // Whoever has been seen today leaves no mark.
    await sql('UPDATE users SET last_activity_on = $1', [new Date().toISOString().slice(0, 10)]);
    await sql('UPDATE keys SET last_used_at = now()');
    await sql('UPDATE cluster_agent_tokens SET last_used_at = now()');
  });
  afterAll(() => world?.close());

  const shell = () => world.api.shell;
  const key = () => world.keys[30]!;
  const change = `${A} ${B} refs/heads/topic\n`;
  const endOfPush = () =>
    shell().post('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'key-30',
      changes: change,
      push_options: null,
    });

  it.each<HotCall>([
    { name: 'authorized_keys', call: () => shell().get('/authorized_keys', { key: key().blob }) },
    { name: 'discover by key', call: () => shell().get('/discover', { key_id: key().id }) },
    { name: 'discover by id', call: () => shell().get('/discover', { user_id: 130 }) },
    { name: 'discover by name', call: () => shell().get('/discover', { username: 'dev' }) },
    { name: 'allowed before a pull', call: () => world.pull({ key_id: key().id }) },
    {
      name: 'allowed with a key not used today',
      call: () => world.pull({ key_id: key().id }),
      age: 'UPDATE keys SET last_used_at = NULL',
    },
    {
      name: 'allowed before the first pull of a day',
      call: () => world.pull({ key_id: key().id }),
      age: 'UPDATE users SET last_activity_on = NULL',
    },
    { name: 'allowed by a former path', call: () => world.pull({ key_id: key().id, project: 'former/wget2.git' }) },
    { name: 'allowed with a refusal', call: () => world.pull({ key_id: 60 }), status: 404 },
    { name: 'allowed before a push', call: () => world.push({ key_id: key().id }) },
    {
      name: 'allowed with refs',
      call: () => world.push({ gl_repository: 'project-3', user_id: 130, changes: change }),
    },
    {
      name: 'allowed by a merge request',
      call: () => world.push({ key_id: 60, project: 'gnuwget/public', changes: `${Z} ${A} refs/heads/fix` }),
    },
    {
      name: 'lfs_authenticate',
      call: () => shell().post('/lfs_authenticate', { project: 'gnuwget/wget2', key_id: 30 }),
    },
    { name: 'pre_receive', call: () => shell().post('/pre_receive', { gl_repository: 'project-3' }) },
    { name: 'post_receive', call: endOfPush },
    { name: 'agent_info', call: () => new KasClient(world.api.url).get('/agent_info', { token: agentToken }) },
    {
      name: 'agent_info with a token not used for an hour',
      call: () => new KasClient(world.api.url).get('/agent_info', { token: agentToken }),
      age: 'UPDATE cluster_agent_tokens SET last_used_at = NULL',
    },
  ])('$name', async ({ name, call, status = 200, age }) => {
    // The first one also brings what a process asks only once.
    const first = await call();
    expect(first.status).toBe(status);
    await writtenBehind(world.api);
    if (age !== undefined) await world.suite.sql(age);
    expectSnapshot(name, await recordStatements(() => call().then(() => writtenBehind(world.api))));
  });

  it('the worker behind a push', async () => {
    const worker = await startWorker(world.api.configuration);
    try {
      await endOfPush();
      await untilOutboxIsEmpty(world.suite);
      const sent = await recordStatements(() => endOfPush().then(() => untilOutboxIsEmpty(world.suite)));
      const ofPush = sent.filter(({ name }) => name === undefined || !BY_THE_CLOCK.has(name));
      const claim = sent.filter(({ name }) => name === CLAIM.name).slice(0, 1);
      expectSnapshot('the worker behind a push', [...claim, ...ofPush]);
    } finally {
      await worker.close();
    }
  });
});

/** Rules that look into commits, and a commit that they have to ask the database about. */
describe('the statements of a push that is looked into', () => {
  let world: ContentWorld;

  beforeAll(async () => {
    world = await ContentWorld.open('a local disk');
  });
  afterAll(() => world?.close());

  it('allowed with commits', async () => {
    const { make } = world.suite;
    const oid = 'ab'.repeat(32);
    await make.insert('push_rules', { project_id: world.allowed.P.id, member_check: true });
    const object = await make.insert('lfs_objects', { oid, size: 12 });
    await make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: world.allowed.P.id });
    const quarantine = world.repository.receiving();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12\n`;
    const commit = quarantine.commit({ parents: [world.B], email: 'dev@example.com', files: { 'a.bin': pointer } });
    const push = () => world.push(30, `${Z} ${commit} refs/heads/topic`, {}, quarantine);

    expect(await push()).toBe('200');
    await writtenBehind(world.allowed.api);
    expectSnapshot('allowed with commits', await recordStatements(push));
  });
});

/** A branch of the project `public` that a merge request opens to the user of key 60. */
async function openBranch({ suite: { make }, group, users, PUB }: AllowedWorld): Promise<void> {
  const upstream = await make.project({ namespace_id: group.id, path: 'upstream', visibility_level: 20 });
  const author = await make.user();
  await make.member({ project: PUB.id }, author.id, 30);
  await make.member({ project: upstream.id }, users.outsider.id, 30);
  await make.insert('merge_requests', {
    iid: 1,
    source_project_id: PUB.id,
    source_branch: 'fix',
    target_project_id: upstream.id,
    target_branch: 'master',
    author_id: author.id,
    allow_maintainer_to_push: true,
  });
}

function expectSnapshot(call: string, statements: readonly RecordedStatement[]): void {
  const text = statements.length === 0 ? '-- none\n' : statements.map((sent) => textOf(call, sent)).join('\n');
  const file = join(folder, fileOf(call));
  if (process.env.SQL_SNAPSHOTS === 'write') writeFileSync(file, text);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : 'no such file').toBe(text);
}

function textOf(call: string, { name = 'not prepared', text }: RecordedStatement): string {
  const shownWith = SHOWN_WITH[name] ?? call;
  return shownWith === call ? `-- ${name}\n${dedented(text)};\n` : `-- ${name}, as in ${fileOf(shownWith)}\n`;
}

const fileOf = (call: string): string => `${call.replaceAll(' ', '-')}.sql`;

/** Without the indentation that the text has in its source file. */
function dedented(text: string): string {
  const lines = text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least).trimEnd()).join('\n');
}
