import { AccessDecisions, type AccessDecision, type DecisionCursor, type DecisionFilter } from '@app/git-access';
import { Clock, Database } from '@app/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { PartitionKeeper } from '../../libs/git-access/src/decision-log/partition-keeper.js';
import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker } from '../support/worker.js';

let suite: Suite;
let api: RunningApi;
let worker: INestApplicationContext;
let decisions: AccessDecisions;

beforeAll(async () => {
  suite = await openSuite();
  api = await startApi(suite, { environment: { DECISION_LOG_DAYS: '7' } });
  worker = await startWorker(api.configuration);
  decisions = new AccessDecisions(api.app.get(Database));
});
afterAll(async () => {
  await worker?.close();
  await api?.close();
  await suite?.close();
});
beforeEach(() => suite.sql('DELETE FROM internal_api.access_decisions'));

/** Writes one row per entry; the first is the oldest. */
const make = async (rows: readonly Partial<Record<string, unknown>>[]): Promise<void> => {
  for (const [index, row] of rows.entries()) {
    const columns = {
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      decided_at: new Date(Date.UTC(2040, 4, 1, 12, 0, index)),
      actor: 'user',
      action: 'git-upload-pack',
      protocol: 'ssh',
      verdict: 'refused',
      http_status: 401,
      duration_ms: 1.5,
      ...row,
    };
    const names = Object.keys(columns);
    await suite.sql(
      `INSERT INTO internal_api.access_decisions (${names.join(', ')}) VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
      Object.values(columns),
    );
  }
};
const numbers = (rows: readonly AccessDecision[]): number[] => rows.map(({ id }) => Number(id.slice(-12)));
const found = async (filter: DecisionFilter): Promise<number[]> =>
  numbers((await decisions.find(filter, 100)).decisions);
const partitions = async (): Promise<string[]> =>
  (
    await suite.sql<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'internal_api.access_decisions'::regclass ORDER BY 1`,
    )
  ).map(({ name }) => name.replace('access_decisions_', ''));

describe('reading the decision log', () => {
  it('filters by user, key, project, verdict, rule, correlation id and time, and by several at once', async () => {
    await make([
      { user_id: 1, key_id: 11, project_id: 3, rule: 'M14', correlation_id: 'a' },
      { user_id: 1, project_id: 4, rule: 'B10', correlation_id: 'b' },
      { user_id: 2, project_id: 3, rule: 'B10', correlation_id: 'b' },
      { user_id: 2, project_id: 4, verdict: 'granted', http_status: 200 },
    ]);
    const at = (second: number) => new Date(Date.UTC(2040, 4, 1, 12, 0, second));
    expect(await found({})).toEqual([3, 2, 1, 0]);
    expect(await found({ userId: 1 })).toEqual([1, 0]);
    expect(await found({ keyId: 11 })).toEqual([0]);
    expect(await found({ projectId: 3 })).toEqual([2, 0]);
    expect(await found({ verdict: 'granted' })).toEqual([3]);
    expect(await found({ rule: 'B10' })).toEqual([2, 1]);
    expect(await found({ correlationId: 'b' })).toEqual([2, 1]);
    expect(await found({ since: at(1), until: at(3) })).toEqual([2, 1]);
    expect(await found({ userId: 2, rule: 'B10', since: at(0) })).toEqual([2]);
    expect(await found({ userId: 3 })).toEqual([]);
  });

  it('pages through rows of one moment without a gap or a repetition', async () => {
    const moment = new Date(Date.UTC(2040, 4, 2));
    // Written in another order than they are read in.
    const ids = [3, 0, 6, 1, 5, 2, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
    await make(ids.map((id) => ({ id, decided_at: moment, user_id: 1 })));
    const seen: number[] = [];
    let next: DecisionCursor | undefined;
    const sizes: number[] = [];
    do {
      const page = await decisions.find({ userId: 1 }, 3, next);
      seen.push(...numbers(page.decisions));
      sizes.push(page.decisions.length);
      next = page.next;
    } while (next);
    expect([seen, sizes]).toEqual([
      [6, 5, 4, 3, 2, 1, 0],
      [3, 3, 1],
    ]);
  });

  it('ends without an empty page', async () => {
    await make([{}, {}]);
    expect((await decisions.find({}, 2)).next).toBeUndefined();
  });
});

describe('the partitions of the decision log', () => {
  const keep = async (day: string): Promise<void> => {
    worker.get(Clock).now = () => new Date(`${day}T12:00:00Z`);
    await worker.get(PartitionKeeper).keep();
  };

  it('are there for today and the days ahead from the migration and the first worker on', async () => {
    const today = Date.parse(new Date().toISOString().slice(0, 10));
    const day = (n: number) => new Date(today + n * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    expect(await partitions()).toEqual(expect.arrayContaining([day(0), day(1), day(2), day(3), 'default']));
  });

  it('are made ahead, and dropped when their days are over', async () => {
    await keep('2030-01-01');
    expect(await partitions()).toEqual(['20300101', '20300102', '20300103', '20300104', 'default']);
    await make([{ decided_at: '2030-01-01T23:59:59.999Z' }, { decided_at: '2030-01-02T00:00:00Z' }]);
    await keep('2030-01-08');
    expect((await partitions()).slice(0, 2)).toEqual(['20300101', '20300102']);
    expect(await found({})).toEqual([1, 0]);
    await keep('2030-01-09');
    expect((await partitions()).slice(0, 2)).toEqual(['20300102', '20300103']);
    expect(await found({})).toEqual([1]);
  });

  it('take over the rows that came before them, and lose none', async () => {
    await keep('2031-01-01');
    await make([
      { decided_at: '2031-01-05T08:00:00Z' },
      { decided_at: '2031-01-06T08:00:00Z' },
      { decided_at: '2031-03-01T08:00:00Z' },
    ]);
    const where = () =>
      suite.sql<{ part: string; rows: number }>(
        'SELECT tableoid::regclass::text AS part, count(*) AS rows FROM internal_api.access_decisions GROUP BY 1 ORDER BY 1',
      );
    expect(await where()).toEqual([{ part: 'internal_api.access_decisions_default', rows: 3 }]);
    await keep('2031-01-07');
    expect(await where()).toEqual([
      { part: 'internal_api.access_decisions_20310105', rows: 1 },
      { part: 'internal_api.access_decisions_20310106', rows: 1 },
      { part: 'internal_api.access_decisions_default', rows: 1 },
    ]);
    expect(await found({})).toEqual([2, 1, 0]);
    // Nobody came for so long that the day is over: rows in the wrong place go like all others.
    await keep('2031-06-01');
    expect(await found({})).toEqual([]);
  });

  it('are kept by any number of workers at once, while rows are written', async () => {
    worker.get(Clock).now = () => new Date('2032-01-01T12:00:00Z');
    const keeper = worker.get(PartitionKeeper);
    const rows = Array.from({ length: 40 }, (_, n) => ({ decided_at: `2032-01-0${1 + (n % 6)}T10:00:00.${100 + n}Z` }));
    await Promise.all([make(rows), ...Array.from({ length: 8 }, () => keeper.keep())]);
    await keeper.keep();
    expect((await found({})).length).toBe(40);
    expect(await partitions()).toEqual(['20320101', '20320102', '20320103', '20320104', 'default']);
  });
});
