import { loggableUrl } from './loggable-url.js';

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
  ])('%s', (url, shown) => expect(loggableUrl(url)).toBe(shown));

  it('holds no more of an address than a line can', () => {
    expect(loggableUrl(`/${'a'.repeat(9_000)}?${'key_id=1&'.repeat(9_000)}`).length).toBeLessThan(1_700);
  });
});
