/**
 * The names in the YAML list of a token's scopes: `- name` as GitLab's API writes them, `- :name` as its own code does
 * (schema.md 2.13). Anything else gives no scope.
 */
export function parseScopes(yaml: string): string[] {
  return yaml.split('\n').flatMap((line) => /^\s*- :?(["']?)([a-z0-9_]+)\1\s*$/.exec(line)?.[2] ?? []);
}

/** The same list as YAML text, one name to a line. */
export function formatScopes(scopes: readonly string[]): string {
  return scopes.length === 0 ? '--- []\n' : `---\n${scopes.map((scope) => `- ${scope}\n`).join('')}`;
}
