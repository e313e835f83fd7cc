import pg from 'pg';
import { TokenCipher } from '../../libs/kubernetes/src/agent-tokens/token-cipher.js';
import type { Size } from './data-set.sql.js';

/** An agent's token in clear, and the forms under which it may be stored. */
export interface BenchAgent {
  readonly token: string;
  readonly forms: readonly string[];
}

const COUNT = 200;

/** Agents of the first projects, with tokens that this key base encrypts; made anew when they are there already. */
export async function makeAgents(databaseUrl: string, dbKeyBase: string, size: Size): Promise<BenchAgent[]> {
  const cipher = new TokenCipher(dbKeyBase);
  const agents = Array.from({ length: COUNT }, (_, index) => {
    const token = `bench-agent-${index}-`.padEnd(50, 'x');
    return { token, forms: cipher.forms(Buffer.from(token)) };
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`TRUNCATE cluster_agents, cluster_agent_tokens CASCADE`);
    await client.query(
      `INSERT INTO cluster_agents (id, project_id, name, created_at, updated_at)
       SELECT n, (n - 1) % $2 + 1, 'agent-' || n, now(), now() FROM generate_series(1, $1::int) n`,
      [COUNT, size.projects],
    );
    await client.query(
      `INSERT INTO cluster_agent_tokens (agent_id, name, token_encrypted, last_used_at, created_at, updated_at)
       SELECT n, 'token', token, now(), now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS t (token, n)`,
      [agents.map(({ forms }) => forms[0])],
    );
  } finally {
    await client.end();
  }
  return agents;
}
