import { createHash } from 'node:crypto';
import { ALLOWED_FACTS, ALLOWED_FACTS_WITH_REFS } from '../../libs/git-access/src/allowed/allowed.facts.sql.js';
import { POST_RECEIVE_FACTS } from '../../libs/git-access/src/post-receive/post-receive.facts.sql.js';
import { RECORD_PUSH } from '../../libs/git-access/src/post-receive/push-record.sql.js';
import { FIND_KEY } from '../../libs/keys/src/authorized-keys/authorized-keys.sql.js';
import { fingerprintsOfKey } from '../../libs/keys/src/authorized-keys/offered-key.js';
import { PERSON_OF_KEY } from '../../libs/keys/src/discover/discover.sql.js';
import { AGENT_BY_TOKEN } from '../../libs/kubernetes/src/agent-tokens/agent-token.sql.js';
import type { BenchAgent } from './agents.js';
import {
  pathOfProject,
  projectOfUser,
  PROJECTS_IN_TIER,
  RULE_TIERS,
  userOfProject,
  type Size,
} from './data-set.sql.js';
import type { FloorWork } from './servers/floor.js';

/** One request of a client, and what the floor does for it. */
export interface BenchRequest {
  readonly caller: 'shell' | BenchAgent;
  readonly method: 'GET' | 'POST';
  /** Below `/api/v4/internal`. */
  readonly path: string;
  readonly body?: object;
  /** What the service has to answer. */
  readonly status: number;
  readonly floor: readonly FloorWork[];
}

/** How many different requests of one kind there are: people and repositories differ, as they do in life. */
const DISTINCT = 1_000;

/** The same numbers in each run, spread over the whole range. */
function spread(index: number, most: number): number {
  return (createHash('md5').update(String(index)).digest().readUInt32BE() % most) + 1;
}

const each = (count: number, make: (index: number) => BenchRequest): BenchRequest[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The Base64 blob of key `n`, as the data set made it; beyond the last one nobody's. */
function keyBlob(n: number): string {
  const head = Buffer.from('0000000b7373682d6564323535313900000020', 'hex');
  return Buffer.concat([head, createHash('sha256').update(String(n)).digest()]).toString('base64');
}

function authorizedKey(n: number, status: number): BenchRequest {
  const key = keyBlob(n);
  const { sha256 = null, md5 = null } = fingerprintsOfKey(key) ?? {};
  return {
    caller: 'shell',
    method: 'GET',
    path: `/authorized_keys?key=${encodeURIComponent(key)}`,
    status,
    floor: [{ statement: FIND_KEY, values: [sha256, md5] }],
  };
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** A key of the user: their first. */
function allowed(user: number, project: number, refs: number, size: Size): BenchRequest {
  const path = pathOfProject(project, size);
  const known = refs > 0;
  const fromGitaly = {
    gl_repository: `project-${project}`,
    project: `/repositories/${project}.git`,
    changes: changes(refs),
  };
  const fromShell = { project: `/${path}.git`, changes: '_any' };
  const where = known ? [['project'], [project], [null], [null]] : [['project'], [null], [null], [path]];
  return {
    caller: 'shell',
    method: 'POST',
    path: '/allowed',
    body: {
      action: known ? 'git-receive-pack' : 'git-upload-pack',
      ...(known ? fromGitaly : fromShell),
      protocol: 'ssh',
      key_id: String(user),
      // The shell knows where somebody comes from, Gitaly does not.
      ...(known ? {} : { check_ip: `10.${user % 250}.${Math.floor(user / 250) % 250}.7` }),
    },
    status: 200,
    floor: [
      {
        statement: known ? ALLOWED_FACTS_WITH_REFS : ALLOWED_FACTS,
        values: [user, null, null, ...where, today()],
      },
    ],
  };
}

/** Lines of a push that updates branches which no rule protects. */
function changes(refs: number): string {
  const lines = Array.from({ length: refs }, (_, n) => {
    const [from, to] = ['from', 'to'].map((end) => createHash('sha1').update(`${end} ${n}`).digest('hex'));
    return `${from} ${to} refs/heads/feature-${n}\n`;
  });
  return lines.join('');
}

function postReceive(index: number, size: Size): BenchRequest {
  const user = spread(index, size.users);
  const project = projectOfUser(user, size);
  const repository = `project-${project}`;
  const now = new Date();
  const record = {
    gl_repository: repository,
    actor: `key-${user}`,
    changes: [changes(1)],
    push_options: [],
    received_at: now,
  };
  const recorded = ['post_receive', JSON.stringify(record), String(index), now, repository, null, null];
  return {
    caller: 'shell',
    method: 'POST',
    path: '/post_receive',
    body: { gl_repository: repository, identifier: `key-${user}`, changes: changes(1), push_options: null },
    status: 200,
    floor: [
      { key: 'bench-floor' },
      { statement: POST_RECEIVE_FACTS, values: [project, ['feature-0'], now, user, null, null] },
      { statement: RECORD_PUSH, values: recorded, writes: true },
    ],
  };
}

/** Users who may push to the projects of one tier of rules, with their projects. */
function pushes(rules: (typeof RULE_TIERS)[number], refs: number, count: number, size: Size): BenchRequest[] {
  const first = RULE_TIERS.indexOf(rules) * PROJECTS_IN_TIER;
  return each(count, (index) => {
    const project = first + 1 + (index % PROJECTS_IN_TIER);
    return allowed(userOfProject(project, Math.floor(index / PROJECTS_IN_TIER), size), project, refs, size);
  });
}

export type Cases = Readonly<Record<string, readonly BenchRequest[]>>;

/** What is measured beside the floor. */
export function casesOf(size: Size, agents: readonly BenchAgent[]): Cases {
  const single: Cases = {
    'authorized_keys hit': each(DISTINCT, (n) => authorizedKey(spread(n, size.keys), 200)),
    'authorized_keys miss': each(DISTINCT, (n) => authorizedKey(size.keys + 1 + n, 404)),
    discover: each(DISTINCT, (n) => {
      const id = spread(n, size.keys);
      return {
        caller: 'shell',
        method: 'GET',
        path: `/discover?key_id=${id}`,
        status: 200,
        floor: [{ statement: PERSON_OF_KEY, values: [id] }],
      };
    }),
    'allowed _any': each(DISTINCT, (n) => {
      const user = spread(n, size.users);
      return allowed(user, projectOfUser(user, size), 0, size);
    }),
    'allowed 1 ref': pushes(50, 1, 200, size),
    'allowed 100 refs': pushes(50, 100, 200, size),
    'allowed 10000 refs': pushes(50, 10_000, 4, size),
    pre_receive: each(DISTINCT, (n) => ({
      caller: 'shell',
      method: 'POST',
      path: '/pre_receive',
      body: { gl_repository: `project-${spread(n, size.projects)}` },
      status: 200,
      floor: [{ key: 'bench-floor' }],
    })),
    post_receive: each(DISTINCT, (n) => postReceive(n, size)),
    agent_info: agents.map((agent) => ({
      caller: agent,
      method: 'GET',
      path: '/kubernetes/agent_info',
      status: 200,
      floor: [{ statement: AGENT_BY_TOKEN, values: [agent.forms] }],
    })),
  };
  return { ...single, mix: mixOf(single) };
}

/** Requests in a hundred: most logins come to fetch, and an agent of keys offers more of them than fit. */
const MIX: Readonly<Record<string, number>> = {
  'authorized_keys hit': 28,
  'authorized_keys miss': 20,
  discover: 1,
  'allowed _any': 35,
  'allowed 1 ref': 5,
  pre_receive: 5,
  post_receive: 5,
  agent_info: 1,
};

function mixOf(cases: Cases): BenchRequest[] {
  const hundred = Object.entries(MIX).flatMap(([name, share]) => each(share, () => cases[name]![0]!).map(() => name));
  return each(DISTINCT, (n) => {
    const requests = cases[hundred[(n * 37) % 100]!]!;
    return requests[n % requests.length]!;
  });
}

/** A curve: one kind of request at growing sizes of one thing. */
export const refsCurve = (size: Size): ReadonlyMap<number, readonly BenchRequest[]> =>
  new Map([1, 10, 100, 1_000, 10_000].map((refs) => [refs, pushes(1, refs, refs > 1_000 ? 4 : 40, size)]));

export const rulesCurve = (size: Size): ReadonlyMap<number, readonly BenchRequest[]> =>
  new Map([...RULE_TIERS].sort((one, other) => one - other).map((rules) => [rules, pushes(rules, 1, 200, size)]));
