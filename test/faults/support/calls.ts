import { randomBytes } from 'node:crypto';
import type { Fixtures } from '../../support/fixtures.js';
import type { Answer } from '../../support/http.js';
import type { KasClient, MadeAgent } from '../../support/kas-client.js';
import type { ShellClient } from '../../support/shell-client.js';

const A = 'a'.repeat(40);
/** The settings' own budgets: look-ups, and `/allowed`. */
const LOOKUP = 5_000;
const ALLOWED = 50_000;

/** One call of the mix: how it is made, and the answer that is right whenever there is one. */
export interface Call {
  readonly name: string;
  /** Milliseconds within which it must be answered. */
  readonly deadline: number;
  send(): Promise<Answer>;
  /** True when this is the answer that the contract wants. */
  isRight(answer: Answer): boolean;
  /** For those who must be refused: any sign of a yes. */
  isYes?(answer: Answer): boolean;
}

/** Pushes that were counted and reported, by the id of the commit that they brought. */
export class Pushes {
  /** Answered with 200: their follow-up must happen once. */
  readonly accepted = new Set<string>();
  /** Sent, and answered otherwise or not at all: their follow-up may happen once. */
  readonly open = new Set<string>();
}

export interface Clients {
  readonly shell: ShellClient;
  readonly kas: KasClient;
}

/** Everything that GitLab Shell, Gitaly and kas ask in a working day, refusals included. */
export function mixOfCalls({ shell, kas }: Clients, fixtures: Fixtures, agent: MadeAgent, pushes: Pushes): Call[] {
  const key = fixtures.keys[30]!;
  const dev = fixtures.users.dev;
  const lookup = (
    name: string,
    send: () => Promise<Answer>,
    isRight: Call['isRight'],
    isYes?: Call['isYes'],
  ): Call => ({
    name,
    deadline: LOOKUP,
    send,
    isRight,
    ...(isYes ? { isYes } : {}),
  });
  const allowed = (name: string, status: number, parameters: object): Call => ({
    name: `allowed: ${name}`,
    deadline: ALLOWED,
    send: () =>
      shell.post('/allowed', { project: fixtures.P.fullPath, changes: '_any', protocol: 'ssh', ...parameters }),
    isRight: (answer) => answer.status === status && saysYes(answer) === (status === 200),
    ...(status === 200 ? {} : { isYes: saysYes }),
  });
  const push = { action: 'git-receive-pack', gl_repository: 'project-3' };
  return [
    lookup(
      'authorized_keys: known',
      () => shell.get('/authorized_keys', { key: key.blob }),
      (answer) => answer.status === 200 && answer.json<{ id: number }>().id === key.id,
    ),
    lookup(
      'authorized_keys: unknown',
      () => shell.get('/authorized_keys', { key: unknownKey() }),
      ({ status }) => status === 404,
      ({ status }) => status === 200,
    ),
    lookup(
      'discover',
      () => shell.get('/discover', { key_id: key.id }),
      (answer) => answer.status === 200 && answer.json<{ id: number }>().id === dev.id,
    ),
    lookup(
      'agent_info: token',
      () => kas.get('/agent_info', { token: agent.token }),
      (answer) => answer.status === 200 && answer.json<{ agent_id: number }>().agent_id === agent.id,
    ),
    lookup(
      'agent_info: no such token',
      () => kas.get('/agent_info', { token: `${agent.token}x` }),
      ({ status }) => status === 401,
      ({ status }) => status === 200,
    ),
    lookup(
      'check',
      () => shell.get('/check'),
      ({ status }) => status === 200,
    ),
    allowed('member pulls', 200, { key_id: key.id, action: 'git-upload-pack' }),
    allowed('member pushes', 200, { ...push, user_id: dev.id, changes: `${A} ${'b'.repeat(40)} refs/heads/topic\n` }),
    allowed('stranger pulls', 404, { key_id: 60, action: 'git-upload-pack' }),
    allowed('blocked member pulls', 401, { key_id: 70, action: 'git-upload-pack' }),
    allowed('guest pushes', 401, { ...push, user_id: 110, changes: `${A} ${'b'.repeat(40)} refs/heads/topic\n` }),
    allowed('member deletes the protected branch', 401, {
      ...push,
      user_id: dev.id,
      changes: `${A} ${'0'.repeat(40)} refs/heads/master\n`,
    }),
    {
      name: 'pre_receive and post_receive',
      deadline: 2 * LOOKUP,
      send: () => pushOnce(shell, `key-${key.id}`, pushes),
      isRight: ({ status }) => status === 200,
    },
  ];
}

function saysYes(answer: Answer): boolean {
  if (answer.status >= 300) return false;
  return answer.json<{ status?: unknown }>().status !== false;
}

/** Counted first, as Gitaly does; where that fails the push has not happened, and nothing is reported. */
async function pushOnce(shell: ShellClient, identifier: string, pushes: Pushes): Promise<Answer> {
  const counted = await shell.post('/pre_receive', { gl_repository: 'project-3' });
  const taken = counted.status === 200 && counted.json<{ reference_counter_increased?: unknown }>();
  if (taken === false || taken.reference_counter_increased !== true) return counted;

  const commit = randomBytes(20).toString('hex');
  pushes.open.add(commit);
  const answer = await shell.post('/post_receive', {
    gl_repository: 'project-3',
    identifier,
    changes: `${A} ${commit} refs/heads/topic\n`,
    push_options: null,
  });
  if (answer.status === 200) {
    pushes.open.delete(commit);
    pushes.accepted.add(commit);
  }
  return answer;
}

/** A key that nobody has, in the form of ed25519. */
function unknownKey(): string {
  const type = Buffer.from('ssh-ed25519');
  const length = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return Buffer.concat([length(type), length(randomBytes(32))]).toString('base64');
}
