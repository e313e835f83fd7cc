import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { residentBytes } from '../bench/servers/process-usage.js';
import { writeSecrets } from '../support/app.js';
import { openAttackWorld, type AttackWorld } from '../support/attack-world.js';
import { complaintAbout, complaintAboutBytes } from '../support/fuzz/complaints.js';
import { hostileBytes, hostileRequests } from '../support/fuzz/hostile-requests.js';
import { ServiceProcess } from '../support/service-process.js';

const REQUESTS = 10_000;
const BYTES = 500;
const WARM_UP = 2_000;
const MEBIBYTE = 1_048_576;
/** What garbage collection may leave at one moment more than at another; a leak of 10 kB a request would be 100 MiB. */
const BREATHING = 64;

/** Another seed for every run, printed so that `FUZZ_SEED` repeats it. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe(`invariant 8: ${REQUESTS} hostile requests of seed ${seed}`, () => {
  let world: AttackWorld;
  let folder: string;
  let api: ServiceProcess;

  beforeAll(async () => {
    world = await openAttackWorld();
    folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    writeSecrets(folder, {});
    api = await ServiceProcess.start('api', folder, {
      DATABASE_URL: world.suite.databaseUrl,
      REDIS_URL: world.suite.redisUrl,
      LOG_LEVEL: 'silent',
      MAX_BODY_SIZE: '1000000',
      REQUEST_TIMEOUT: '2000',
      BCRYPT_COST: '4',
      GITLAB_SHELL_OPERATION_LIMIT: '0',
    });
  }, 120_000);
  afterAll(async () => {
    await api?.end('SIGKILL');
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fuzz = (numRuns: number, from: number) =>
    fc.assert(
      fc.asyncProperty(hostileRequests(world.routes), async (request) => {
        expect(await complaintAbout(api.url, request, world.tokens)).toBeUndefined();
        expect(api.running).toBe(true);
      }),
      { numRuns, seed: from, endOnFailure: true },
    );

  it('are answered in JSON, in time and without a fault, and leave no memory behind', async () => {
    await fuzz(WARM_UP, seed + 1);
    const warm = residentBytes(api.pid);
    const started = performance.now();
    await fuzz(REQUESTS, seed);
    const grown = (residentBytes(api.pid) - warm) / MEBIBYTE;
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `fuzz: seed ${seed}, ${REQUESTS} requests in ${seconds.toFixed(0)} s, ` +
        `${(warm / MEBIBYTE).toFixed(0)} MiB warm, ${grown.toFixed(0)} MiB more at the end\n`,
    );
    expect(grown).toBeLessThan(BREATHING);
  }, 1_200_000);

  it(`${BYTES} times bytes that are hardly HTTP`, async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes(world.routes), async (bytes) => {
        expect(await complaintAboutBytes(api.url, bytes)).toBeUndefined();
        expect(api.running).toBe(true);
      }),
      { numRuns: BYTES, seed, endOnFailure: true },
    );
  }, 600_000);

  it('attack 33: a body that never ends is ended', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /api/v4/internal/pre_receive HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na');
    const drip = setInterval(() => socket.write('a'), 200);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    // Its time to arrive or the time for its work is over first.
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 (408|503) |^$/);
  }, 120_000);
});
