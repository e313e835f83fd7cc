import { gitalyAuthorization } from './gitaly-token.js';

describe('the token of a call', () => {
  it('is the one of the example in gitaly.md 1.2', () => {
    expect(gitalyAuthorization('secret', 1700000000)).toBe(
      'Bearer v2.4b227f8831b3763d066901751ad4c583ed08832bf1924a4ec50c2e871b1e8586.1700000000',
    );
  });
});
