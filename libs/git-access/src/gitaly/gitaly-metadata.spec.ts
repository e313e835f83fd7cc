import { gitalyMetadata, NOBODY } from './gitaly-metadata.js';

describe('the metadata of a call (gitaly.md 1.3)', () => {
  it('names the caller, the person and the request', () => {
    const subject = { ...NOBODY, user: { id: 7, username: 'dev' } };
    expect(
      gitalyMetadata(subject, 'Bearer v2.a.1', { correlationId: 'abc', traceparent: '00-a-b-01' }).getMap(),
    ).toEqual({
      authorization: 'Bearer v2.a.1',
      client_name: 'gitlab-internal-api',
      'x-gitlab-correlation-id': 'abc',
      traceparent: '00-a-b-01',
      username: 'dev',
      user_id: '7',
    });
  });

  it('case 33, 34: carries the path of the snapshot as bytes, and the policy of a quarantine', () => {
    const subject = { user: null, snapshotPath: '+gitaly/staging/ä.git', quarantined: true };
    expect(gitalyMetadata(subject, undefined, {}).getMap()).toEqual({
      client_name: 'gitlab-internal-api',
      'relative-path-bin': Buffer.from('+gitaly/staging/ä.git'),
      'gitaly-route-repository-accessor-policy': 'primary-only',
    });
  });

  it.each(['Jörg', 'a\nb', ''])('case 37: leaves out the name %j, which no header can hold', (username) => {
    const subject = { ...NOBODY, user: { id: 7, username } };
    expect(gitalyMetadata(subject, undefined, {}).getMap()).toEqual({
      client_name: 'gitlab-internal-api',
      user_id: '7',
    });
  });
});
