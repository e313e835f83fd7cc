import { Clock } from '@app/platform';
import { SHELL_SECRET, startApi, type ApiOptions, type RunningApi } from './app.js';
import { makeFixtures, protectRefs, type Fixtures } from './fixtures.js';
import { send, type Answer } from './http.js';
import { shellClaims, signJwt } from './shell-client.js';
import { openSuite, type Suite } from './suite.js';

export const Z = '0'.repeat(40);
export const A = `${'a'.repeat(39)}1`;
export const B = `${'b'.repeat(39)}2`;

type Parameters = Readonly<Record<string, unknown>>;

/** The world of git-access.md 15 behind a running API, for the suites of `/internal/allowed`. */
export interface AllowedWorld extends Fixtures {
  readonly suite: Suite;
  readonly api: RunningApi;
  /** `POST /allowed` for P over SSH. */
  ask(action: string, parameters: Parameters): Promise<Answer>;
  pull(parameters: Parameters): Promise<Answer>;
  /** With `changes: '_any'` unless said. */
  push(parameters: Parameters): Promise<Answer>;
  close(): Promise<void>;
}

/** Makes the fixtures, with `master` as default branch of every project, and starts the API. */
export async function openAllowedWorld(options: ApiOptions & { now?: Date } = {}): Promise<AllowedWorld> {
  const suite = await openSuite();
  const fixtures = await makeFixtures(suite, options.now);
  await protectRefs(suite, fixtures);
  for (const { id } of [fixtures.P, fixtures.PUB, fixtures.INT]) await knownRepository(suite, id);
  const api = await startApi(suite, options);
  if (options.now) api.setClock(options.now);
  const ask = (action: string, parameters: Parameters) =>
    askAllowed(api, {
      action,
      protocol: 'ssh',
      changes: '_any',
      ...('gl_repository' in parameters ? {} : { project: 'gnuwget/wget2.git' }),
      ...parameters,
    });
  return {
    ...fixtures,
    suite,
    api,
    ask,
    pull: (parameters) => ask('git-upload-pack', parameters),
    push: (parameters) => ask('git-receive-pack', parameters),
    close: async () => {
      await api.close();
      await suite.close();
    },
  };
}

/** `POST /allowed` with these parameters and no others. The token is of the service's own time, which a test may have stopped. */
export function askAllowed(api: RunningApi, parameters: Parameters): Promise<Answer> {
  const token = signJwt(shellClaims(api.app.get(Clock).seconds()), SHELL_SECRET);
  return send(api.url, '/api/v4/internal/allowed', {
    method: 'POST',
    headers: { ...api.shell.headers(), 'gitlab-shell-api-request': token },
    body: JSON.stringify(parameters),
  });
}

/** Notes what is known of a project's repository. */
export function knownRepository(
  suite: Suite,
  projectId: number,
  state: { exists?: boolean; empty?: boolean; default_branch?: string | null } = {},
): Promise<unknown> {
  return suite.sql(
    `INSERT INTO internal_api.repository_states (gl_repository, "exists", empty, default_branch, updated_at)
     VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (gl_repository) DO UPDATE
       SET "exists" = excluded."exists", empty = excluded.empty, default_branch = excluded.default_branch`,
    [`project-${projectId}`, state.exists ?? true, state.empty ?? false, state.default_branch ?? 'master'],
  );
}

/** Status and message in one text; `200` alone for a yes. */
export function said(answer: Answer): string {
  const { status, message } = answer.json<{ status?: boolean; message?: string }>();
  return status === true && message === undefined ? String(answer.status) : `${answer.status} ${message ?? ''}`;
}

/** Waits for what no answer waits for. */
export async function eventually<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (let attempt = 0; ; attempt++) {
    const value = await read();
    if (holds(value) || attempt === 100) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
