import fc from 'fast-check';
import { BillingWorld } from '../support/billing-world.js';
import type { Answer } from '../support/http.js';

let world: BillingWorld;
let namespaces: number[];
beforeAll(async () => {
  world = await BillingWorld.open();
  namespaces = [];
  for (let count = 0; count < 3; count += 1) namespaces.push((await world.group()).id);
});
afterAll(() => world?.close());

interface Create {
  readonly kind: 'create';
  readonly namespace: number;
  readonly packs: readonly { readonly purchase: string; readonly minutes: number }[];
}

interface Move {
  readonly kind: 'move';
  readonly from: number;
  readonly to: number;
}

const namespace = fc.nat({ max: 2 });
const pack = fc.record({ purchase: fc.constantFrom('a', 'b', 'c', 'd', 'e'), minutes: fc.integer({ min: 1, max: 9 }) });
const create: fc.Arbitrary<Create> = fc.record({
  kind: fc.constant('create' as const),
  namespace,
  packs: fc.array(pack, { minLength: 1, maxLength: 4 }),
});
const move: fc.Arbitrary<Move> = fc.record({ kind: fc.constant('move' as const), from: namespace, to: namespace });
/** Creates, each perhaps sent again at once, and moves. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: create.map((step) => [step]) },
    { weight: 2, arbitrary: create.map((step) => [step, step]) },
    { weight: 2, arbitrary: move.map((step) => [step]) },
  ),
  { minLength: 1, maxLength: 12 },
);

function perform(step: Create | Move): Promise<Answer> {
  if (step.kind === 'move') {
    return world.A.patch(`/namespaces/${namespaces[step.from]}/minutes/move/${namespaces[step.to]}`);
  }
  const packs = step.packs.map(({ purchase, minutes }) => ({
    number_of_minutes: minutes,
    expires_at: '2022-01-01',
    purchase_xid: purchase,
  }));
  return world.A.post(`/namespaces/${namespaces[step.namespace]}/minutes`, { json: { packs } });
}

/** Who holds a purchase, and how much it is worth. */
type Ledger = Map<string, { namespace: number; minutes: number }>;

/** What billing.md 4.2 and 4.3 say of a step: the status, and the ledger after it. */
function expected(ledger: Ledger, step: Create | Move): [number, Ledger] {
  const next: Ledger = new Map(ledger);
  if (step.kind === 'move') {
    if (step.from === step.to) return [400, ledger];
    for (const [purchase, held] of ledger) {
      if (held.namespace === step.from) next.set(purchase, { ...held, namespace: step.to });
    }
    return [202, next];
  }
  for (const { purchase, minutes } of step.packs) {
    const held = next.get(purchase);
    if (held === undefined) next.set(purchase, { namespace: step.namespace, minutes });
    else if (held.namespace !== step.namespace) return [400, ledger];
  }
  return [201, next];
}

async function stored(): Promise<Ledger> {
  const rows = await world.suite.sql<{ namespace_id: number; purchase_xid: string; minutes: number; packs: number }>(`
    SELECT min(namespace_id) AS namespace_id, purchase_xid, sum(number_of_minutes) AS minutes, count(*) AS packs
      FROM ci_minutes_additional_packs GROUP BY purchase_xid`);
  expect(rows.every(({ packs }) => packs === 1)).toBe(true);
  return new Map(
    rows.map((row) => [
      row.purchase_xid,
      { namespace: namespaces.indexOf(row.namespace_id), minutes: Number(row.minutes) },
    ]),
  );
}

const sorted = (ledger: Ledger) => [...ledger].sort(([one], [other]) => (one < other ? -1 : 1));

describe('CI minutes', () => {
  beforeEach(() => world.suite.sql('DELETE FROM ci_minutes_additional_packs'));

  it('any sequence of creates, retries and moves leaves every purchase with its minutes, in one namespace', async () => {
    await fc.assert(
      fc
        .asyncProperty(steps, async (sequence) => {
          let ledger: Ledger = new Map();
          for (const step of sequence.flat()) {
            const [status, next] = expected(ledger, step);
            expect((await perform(step)).status).toBe(status);
            ledger = next;
            expect(sorted(await stored())).toEqual(sorted(ledger));
          }
        })
        .beforeEach(async () => {
          await world.suite.sql('DELETE FROM ci_minutes_additional_packs');
        }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('so does any number of them at once', async () => {
    await fc.assert(
      fc
        .asyncProperty(steps, async (sequence) => {
          const all = sequence.flat();
          const answers = await Promise.all(all.map(perform));
          expect(answers.map(({ status }) => status).filter((status) => ![201, 202, 400].includes(status))).toEqual([]);

          const asked = new Map<string, Set<number>>();
          for (const step of all) {
            for (const { purchase, minutes } of step.kind === 'create' ? step.packs : []) {
              asked.set(purchase, (asked.get(purchase) ?? new Set()).add(minutes));
            }
          }
          for (const [purchase, { minutes }] of await stored()) expect(asked.get(purchase)?.has(minutes)).toBe(true);
          // What was told as redeemed is there.
          const told = answers.flatMap((answer) =>
            answer.status === 201 ? answer.json<{ purchase_xid: string; number_of_minutes: number }[]>() : [],
          );
          const ledger = await stored();
          for (const { purchase_xid, number_of_minutes } of told) {
            expect(ledger.get(purchase_xid)?.minutes).toBe(number_of_minutes);
          }
        })
        .beforeEach(async () => {
          await world.suite.sql('DELETE FROM ci_minutes_additional_packs');
        }),
      { numRuns: 40 },
    );
  }, 120_000);
});
