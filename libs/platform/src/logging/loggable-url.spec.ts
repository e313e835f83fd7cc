import { loggablePath, loggableUrl } from './loggable-url.js';

describe('loggableUrl', () => {
  it.each([
    ['/api/v4/internal/check', '/api/v4/internal/check'],
    ['/x?key_id=11&secret_token=s3cr3t', '/x?key_id=11&secret_token=[FILTERED]'],
    ['/x?private_token=abc', '/x?private_token=[FILTERED]'],
    ['/x?key=AAAAB3NzaC1yc2E', '/x?key=[FILTERED]'],
    ['/x?username=dev&all', '/x?username=dev&[FILTERED]'],
    ['/x?s3cr3t', '/x?[FILTERED]'],
    ['/x?s3cr3t=', '/x?[FILTERED]'],
    ['/x?Username=dev', '/x?[FILTERED]'],
    ['/x?user%6eame=dev&=', '/x?[FILTERED]&[FILTERED]'],
    ['/x?', '/x?[FILTERED]'],
    ['/x?id=group%2Fproject.git', '/x?id=group%2Fproject.git'],
    ['/x?id=7;token=s3cr3t&key_id=1', '/x?id=[FILTERED]&key_id=1'],
    ['/x?id=7%26token%3ds3cr3t', '/x?id=[FILTERED]'],
    ['/x%3Ftoken=s3cr3t', '/x[FILTERED]'],
    ['/x%3ftoken=s3cr3t?key_id=1', '/x[FILTERED]?key_id=1'],
    ['/x%253Ftoken%253Ds3cr3t', '/x[FILTERED]'],
    ['/x;token=s3cr3t', '/x[FILTERED]'],
    ['/x%3Btoken%3Ds3cr3t', '/x[FILTERED]'],
    ['/x&s3cr3t', '/x[FILTERED]'],
    ['/x#s3cr3t', '/x[FILTERED]'],
    ['http://user:s3cr3t@host/x?key_id=1', '/x?key_id=1'],
    ['http://user:s3cr3t@host', ''],
    ['http://host?s3cr3t', '?[FILTERED]'],
    ['*', '*'],
    ['/api/v4/namespaces/group%2Fa.b-c_d/minutes', '/api/v4/namespaces/group%2Fa.b-c_d/minutes'],
  ])('%s', (url, shown) => expect(loggableUrl(url)).toBe(shown));

  it('shows a path alone in the same way', () => {
    expect(loggablePath('http://user:s3cr3t@host/x%3Ftoken=s3cr3t?s3cr3t')).toBe('/x[FILTERED]');
    expect(loggablePath('/x?s3cr3t')).toBe('/x');
  });

  it('holds no more of an address than a line can', () => {
    expect(loggableUrl(`/${'a'.repeat(9_000)}?${'key_id=1&'.repeat(9_000)}`).length).toBeLessThan(1_700);
  });
});
