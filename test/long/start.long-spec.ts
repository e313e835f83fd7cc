import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedAnswers } from './expected-answers.js';
import { descendantsOf, Launcher, paste, run, survivors } from './launcher.js';

const MINUTES = 60_000;
const SERVERS = 4; // PostgreSQL, Redis, worker, API; PostgreSQL has children of its own

let dataDir: string;
let port: number;
const launchers: Launcher[] = [];

/** `bin/start` on the suite's folder and port. */
function start(settings: Record<string, string> = {}): Launcher {
  const launcher = new Launcher({ DATA_DIR: dataDir, PORT: String(port), ...settings });
  launchers.push(launcher);
  return launcher;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'start-'));
  port = await freePort();
});

afterAll(async () => {
  for (const launcher of launchers) launcher.kill('SIGTERM');
  await Promise.all(launchers.map((launcher) => launcher.ended()));
  await rm(dataDir, { recursive: true, force: true });
});

describe('bin/start on an empty folder', () => {
  let launcher: Launcher;
  let family: number[];

  beforeAll(async () => {
    launcher = start();
    await launcher.ready();
    family = await descendantsOf(launcher.pid);
  }, 5 * MINUTES);

  it('prints the examples of the base spec, which come out as printed there', async () => {
    const names = launcher.calls.map(({ name }) => name);
    expect(names).toContain('POST /internal/allowed');
    expect(Object.keys(expectedAnswers)).toEqual(expect.arrayContaining(names));

    for (const { name, line } of launcher.calls) {
      const { status, body } = await paste(line);
      const expected = expectedAnswers[name];
      expect({ name, status, body }).toMatchObject({ name, ...expected });
    }
  });

  it('prints the port of probes and metrics, for API and worker', async () => {
    const urls = launcher.stdout.match(/http:\/\/\S+\/-\/metrics/g) ?? [];
    expect(urls).toHaveLength(2);
    for (const url of urls) {
      const metrics = await fetch(url);
      expect(metrics.status).toBe(200);
      expect((await fetch(url.replace('metrics', 'readiness'))).status).toBe(200);
    }
  });

  it('lets bin/admin work on its stores, with exit codes for scripts', async () => {
    const admin = (...words: string[]) => run('bin/admin', words, { DATA_DIR: dataDir });
    const listed = await admin('users', 'list', '--json');
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout).map(({ username }: { username: string }) => username)).toContain('rubi');
    const words = ['why', '--key', '11', '--project', 'gnuwget/wget2', '--action', 'git-receive-pack'];
    const why = await admin(...words, '--ref', 'refs/heads/main');
    expect(why).toMatchObject({ code: 0, stdout: expect.stringMatching(/Answer: 200, granted\n$/) });
    expect(await admin('users', 'show', 'nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'user nobody does not exist\n',
    });
    expect((await admin('users', 'frob')).code).toBe(2);
    const elsewhere = await run('bin/admin', ['users', 'list'], { DATA_DIR: join(dataDir, 'nothing') });
    expect(elsewhere).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^nothing runs on .*: run bin\/start, /),
    });
  });

  it('refuses to be started twice on one folder, in one line', async () => {
    const second = start({ PORT: String(await freePort()) });
    expect(await second.ended()).toBe(2);
    expect(second.stderr).toMatch(/^bin\/start already runs on .*\n$/);
  });

  it('refuses a port that is taken, in one line', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'start-'));
    const second = start({ DATA_DIR: elsewhere });
    expect(await second.ended()).toBe(2);
    expect(second.stderr).toBe(`port ${port} is taken: set PORT to another one\n`);
    expect(await readdir(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('stops all that it started on SIGTERM', async () => {
    expect(family.length).toBeGreaterThanOrEqual(SERVERS);
    launcher.kill('SIGTERM');
    expect(await launcher.ended()).toBe(0);
    expect(await survivors(family, 0)).toEqual([]);
  });
});

describe('bin/start on a folder that it knows', () => {
  it(
    'leaves nothing running when it is killed without warning, and starts again',
    async () => {
      const killed = start();
      await killed.ready();
      const family = await descendantsOf(killed.pid);
      killed.kill('SIGKILL');
      // Elsewhere the next start ends what is left.
      if (process.platform === 'linux') expect(await survivors(family, 10_000)).toEqual([]);

      const again = start();
      await again.ready();
      expect(await survivors(family, 0)).toEqual([]);
      for (const { name, line } of again.calls.filter((call) => call.name === 'POST /internal/allowed')) {
        expect({ name, ...(await paste(line)) }).toMatchObject({ name, ...expectedAnswers[name] });
      }
      const heirs = await descendantsOf(again.pid);
      again.kill('SIGINT');
      expect(await again.ended()).toBe(0);
      expect(await survivors(heirs, 0)).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    'stops everything and says why when the API ends by itself',
    async () => {
      const launcher = start();
      await launcher.ready();
      const family = await descendantsOf(launcher.pid);
      const { notes } = JSON.parse(await readFile(join(dataDir, 'launcher.lock'), 'utf8'));
      process.kill(notes.api.pid, 'SIGKILL');
      expect(await launcher.ended()).toBe(1);
      expect(launcher.stderr).toMatch(/the api ended by itself \(SIGKILL\), see .*api\.log\n$/);
      expect(await survivors(family, 0)).toEqual([]);
    },
    5 * MINUTES,
  );
});
