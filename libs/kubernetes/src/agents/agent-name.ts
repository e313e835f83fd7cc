const MAX_LENGTH = 63;
const PATTERN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** Why an agent cannot be called so, in GitLab's words, or undefined when it can (kubernetes.md 1.4). */
export function agentNameProblem(name: string): string | undefined {
  if (name === '') return "can't be blank";
  if (name.length > MAX_LENGTH) return `is too long (maximum is ${MAX_LENGTH} characters)`;
  return PATTERN.test(name)
    ? undefined
    : "can contain only lowercase letters, digits, and '-', but cannot start or end with '-'";
}
