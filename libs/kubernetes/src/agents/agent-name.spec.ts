import { agentNameProblem } from './agent-name.js';

describe('agentNameProblem', () => {
  it.each(['a', 'agent-1', '0', 'a'.repeat(63), 'a--b'])('has nothing against %p', (name) => {
    expect(agentNameProblem(name)).toBeUndefined();
  });

  it.each(['-a', 'a-', 'A', 'a b', 'a\n', 'ä', 'a_b', `a${'-'.repeat(62)}`])('refuses %p', (name) => {
    expect(agentNameProblem(name)).toMatch(/^can contain only/);
  });

  it('refuses nothing at all, and too much', () => {
    expect(agentNameProblem('')).toBe("can't be blank");
    expect(agentNameProblem('a'.repeat(64))).toMatch(/^is too long/);
  });
});
