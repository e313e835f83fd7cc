import { captureLog } from '../support/captured-log.js';
import { openAllowedWorld, type AllowedWorld } from '../support/allowed-world.js';
import { send } from '../support/http.js';
import { connect } from 'node:net';

type Line = Readonly<Record<string, unknown>>;

describe('the line of a request (operators.md)', () => {
  let world: AllowedWorld;
  let lines: string[];

  beforeAll(async () => {
    world = await openAllowedWorld();
    lines = captureLog(world.api);
  });
  afterAll(() => world?.close());
  beforeEach(() => void (lines.length = 0));

  /** The line is written when the answer is out, which the client may see first. */
  const requestLine = async (): Promise<Line> => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const all = lines.map((line) => JSON.parse(line) as Line).filter(({ message }) => message === 'request');
      if (all.length > 0) return all.at(-1)!;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('no line');
  };

  it('has LabKit’s names, and those that older dashboards read', async () => {
    await world.pull({ key_id: 30 });
    const line = await requestLine();
    expect(line).toMatchObject({
      severity: 'INFO',
      service_name: 'internal-api',
      message: 'request',
      correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      method: 'POST',
      url: '/api/v4/internal/allowed',
      route: '/api/v4/internal/allowed',
      'meta.caller_id': 'POST /api/:version/internal/allowed',
      'meta.feature_category': 'source_code_management',
      status: 200,
      remote_ip: expect.stringMatching(/127\.0\.0\.1$/) as string,
      gl_user_id: 130,
      gl_user_name: 'dev',
      gl_project_id: world.P.id,
      gl_key_id: 30,
      git_decision: 'granted',
      db_count: 1,
    });
    const [total, first, sql] = ['duration_s', 'ttfb_s', 'db_duration_s'].map((name) => line[name] as number);
    expect(sql).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(sql!);
    expect(total).toBeGreaterThanOrEqual(first!);
    expect(line.redis_calls).toBeGreaterThan(0);
    expect(line).not.toHaveProperty('gitaly_calls');
    expect(Date.parse(line.time as string)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('tells the rule of a refusal', async () => {
    await world.pull({ key_id: 60 });
    expect(await requestLine()).toMatchObject({ status: 404, git_decision: 'M14', gl_user_name: 'outsider' });
  });

  it('shows parameters of the address, and filters what may be secret', async () => {
    await send(world.api.url, '/api/v4/internal/check?secret_token=open-sesame&key_id=30&open-sesame');
    expect(await requestLine()).toMatchObject({
      url: '/api/v4/internal/check?secret_token=[FILTERED]&key_id=30&[FILTERED]',
      route: '/api/v4/internal/check',
    });
    expect(lines.join('')).not.toContain('open-sesame');
  });

  it('says what went wrong', async () => {
    await world.suite.sql('ALTER TABLE deploy_keys_projects RENAME TO elsewhere');
    await world.pull({ key_id: 30 });
    await world.suite.sql('ALTER TABLE elsewhere RENAME TO deploy_keys_projects');
    expect(await requestLine()).toMatchObject({
      severity: 'WARN',
      status: 500,
      error_type: 'error',
      error_message: 'relation "deploy_keys_projects" does not exist',
    });
  });

  it('calls it 499 when the client hangs up before the answer', async () => {
    const lock = await world.suite.pool.connect();
    await lock.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    try {
      const body = JSON.stringify({ action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id: 30 });
      const token = String(world.api.shell.headers()['gitlab-shell-api-request']);
      const { hostname, port } = new URL(world.api.url);
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /api/v4/internal/allowed HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Gitlab-Shell-Api-Request: ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      socket.destroy();
      expect(await requestLine()).toMatchObject({ status: 499, route: '/api/v4/internal/allowed' });
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
  });
});
