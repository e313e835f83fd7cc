import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { A, B, openAllowedWorld, type AllowedWorld } from '../support/allowed-world.js';
import { KasClient, makeAgent } from '../support/kas-client.js';
import { recordStatements, type RecordedStatement } from '../support/recorded-statements.js';

const folder = join(import.meta.dirname, 'hot-statements');

/**
 * The SQL of the calls that every Git command waits for, kept beside this file so that a change of it is seen in review.
 * `npm run sql:snapshots` writes the files anew.
 */
describe('the statements of a hot call', () => {
  let world: AllowedWorld;
  let agentToken: string;

  beforeAll(async () => {
    world = await openAllowedWorld();
    // Marks of use that are not of today are written when nobody waits: during this call, or during the next one.
    await world.suite.sql('UPDATE users SET last_activity_on = $1', [new Date().toISOString().slice(0, 10)]);
    await world.suite.sql('UPDATE keys SET last_used_at = now()');
    agentToken = (await makeAgent(world.api, world.P.id)).token;
  });
  afterAll(() => world?.close());

  const shell = () => world.api.shell;
  const key = () => world.keys[30]!;
  const change = `${A} ${B} refs/heads/topic\n`;

  it.each([
    ['authorized_keys', () => shell().get('/authorized_keys', { key: key().blob })],
    ['discover by key', () => shell().get('/discover', { key_id: key().id })],
    ['discover by name', () => shell().get('/discover', { username: 'dev' })],
    ['allowed before a pull', () => world.pull({ key_id: key().id })],
    ['allowed before a push', () => world.push({ key_id: key().id })],
    ['allowed with refs', () => world.push({ gl_repository: 'project-3', user_id: 130, changes: change })],
    ['pre_receive', () => shell().post('/pre_receive', { gl_repository: 'project-3' })],
    [
      'post_receive',
      () =>
        shell().post('/post_receive', {
          gl_repository: 'project-3',
          identifier: 'key-30',
          changes: change,
          push_options: null,
        }),
    ],
    ['agent_info', () => new KasClient(world.api.url).get('/agent_info', { token: agentToken })],
  ])('%s', async (name, call) => {
    // The first one also brings what is remembered for a while, such as the settings of the instance.
    const first = await call();
    expect(first.status).toBe(200);
    const text = snapshotOf(await recordStatements(call));
    const file = join(folder, `${name.replaceAll(' ', '-')}.sql`);
    if (process.env.SQL_SNAPSHOTS === 'write') writeFileSync(file, text);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'no such file').toBe(text);
  });
});

function snapshotOf(statements: readonly RecordedStatement[]): string {
  if (statements.length === 0) return '-- none\n';
  return statements.map(({ name, text }) => `-- ${name ?? 'not prepared'}\n${dedented(text)};\n`).join('\n');
}

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
