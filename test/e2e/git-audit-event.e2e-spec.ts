import { startApi, type RunningApi } from '../support/app.js';
import { send, type Answer } from '../support/http.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('shellhorse/git_audit_event', () => {
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  beforeEach(() => suite.sql('DELETE FROM internal_api.git_audit_events'));

  const report = {
    action: 'git-upload-pack',
    protocol: 'ssh',
    gl_repository: 'project-3',
    username: 'dev',
    key_id: 30,
    packfile_stats: { payload_size: 1024, packets: 3, wants: 1, haves: 0, caps: ['ofs-delta'] },
    check_ip: '203.0.113.9',
    changes: '_any',
    namespace_path: 'gnuwget',
  };
  const post = (parameters: object, correlationId: string): Promise<Answer> =>
    send(api.url, '/api/v4/internal/shellhorse/git_audit_event', {
      method: 'POST',
      headers: { ...api.shell.headers(), 'x-request-id': correlationId },
      body: JSON.stringify(parameters),
    });
  const events = () => suite.sql('SELECT * FROM internal_api.git_audit_events ORDER BY id');

  it('row 50: keeps what the shell reports, and answers an empty object', async () => {
    const answer = await post(report, '01HYCORRELATION');
    expect([answer.status, answer.json(), answer.headers['x-request-id']]).toEqual([200, {}, '01HYCORRELATION']);
    expect(await events()).toEqual([
      { ...report, id: expect.any(Number), correlation_id: '01HYCORRELATION', created_at: expect.any(Date) },
    ]);
  });

  it('row 17: keeps a report once, however often it arrives', async () => {
    await Promise.all([1, 2, 3].map(() => post(report, 'same')));
    await post({ ...report, action: 'git-receive-pack', packfile_stats: undefined }, 'same');
    await post(report, 'other');
    expect((await events()).map(({ correlation_id, action }) => `${correlation_id} ${action}`)).toEqual([
      'same git-upload-pack',
      'same git-receive-pack',
      'other git-upload-pack',
    ]);
  });

  it('takes any report, also an empty one and one that no database could hold', async () => {
    const odd = {
      action: 'a\0\ud800',
      key_id: '12345678901234567890',
      username: ['x'],
      packfile_stats: 'x',
      check_ip: 5,
    };
    for (const [index, parameters] of [{}, odd, { changes: 'x'.repeat(100_000) }].entries()) {
      const answer = await post(parameters, `odd-${index}`);
      expect([answer.status, answer.json()]).toEqual([200, {}]);
    }
    expect((await events())[1]).toMatchObject({ action: 'a\ufffd\ufffd', key_id: null, username: null, check_ip: '5' });
  });

  it('refuses strangers', async () => {
    const answer = await send(api.url, '/api/v4/internal/shellhorse/git_audit_event', { method: 'POST' });
    expect([answer.status, await events()]).toEqual([401, []]);
  });
});
