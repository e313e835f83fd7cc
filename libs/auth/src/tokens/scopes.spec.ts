import { formatScopes, parseScopes } from './scopes.js';

describe('scopes', () => {
  it.each([
    ['---\n- read_user\n- read_repository\n', ['read_user', 'read_repository']],
    ['---\n- :api\n', ['api']],
    ['---\n- :read_api\n- api\n', ['read_api', 'api']],
    ['---\n- k8s_proxy\r\n', ['k8s_proxy']],
    ['--- []\n', []],
    ['', []],
    ['---\n- notapi\n', ['notapi']],
    ['---\n- api read\n', []],
  ])('reads %j', (yaml, scopes) => {
    expect(parseScopes(yaml)).toEqual(scopes);
  });

  it('writes what it reads, in the form that GitLab writes', () => {
    expect(formatScopes(['read_user', 'read_repository'])).toBe('---\n- read_user\n- read_repository\n');
    expect(formatScopes([])).toBe('--- []\n');
    expect(parseScopes(formatScopes(['api', 'read_api']))).toEqual(['api', 'read_api']);
  });
});
