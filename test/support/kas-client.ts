import type { OutgoingHttpHeaders } from 'node:http';
import { AgentRefusal, AgentsService } from '@app/kubernetes';
import { KAS_SECRET, type RunningApi } from './app.js';
import { send, type Answer } from './http.js';
import { signJwt } from './shell-client.js';

/** The 32 bytes that kas signs with. */
export const KAS_KEY = Buffer.from(KAS_SECRET, 'base64');

/** The claims of kas 14.0: fractional times, a list as audience (clients.md 4.1). */
export function kasClaims(now = Date.now() / 1000): Record<string, unknown> {
  return { iss: 'gitlab-kas', aud: ['gitlab'], iat: now, nbf: now - 5, exp: now + 5 };
}

export interface KasRequest {
  /** Agent token for `Authorization: Bearer`. */
  readonly token?: string;
  /** Another JWT than a fresh valid one; null for none. */
  readonly jwt?: string | null;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as it is when it is text, as JSON otherwise. */
  readonly body?: unknown;
  readonly method?: string;
}

/** Speaks as kas does. */
export class KasClient {
  constructor(private readonly url: string) {}

  /** `endpoint` without the common prefix, such as `/agent_info`. */
  call(endpoint: string, { token, jwt, headers, body, method = 'GET' }: KasRequest = {}): Promise<Answer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return send(this.url, `/api/v4/internal/kubernetes${endpoint}`, {
      method,
      ...(text === undefined ? {} : { body: text }),
      headers: {
        ...(jwt === null ? {} : { 'gitlab-kas-api-request': jwt ?? signJwt(kasClaims(), KAS_KEY) }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'gitlab-kas/14.0.0/1a2b3c4',
        ...headers,
      },
    });
  }

  get(endpoint: string, request: KasRequest = {}): Promise<Answer> {
    return this.call(endpoint, request);
  }

  post(endpoint: string, body?: unknown, request: KasRequest = {}): Promise<Answer> {
    return this.call(endpoint, { ...request, method: 'POST', ...(body === undefined ? {} : { body }) });
  }
}

export interface MadeAgent {
  readonly id: number;
  readonly name: string;
  readonly tokenId: number;
  /** In clear. */
  readonly token: string;
}

let count = 0;

/** An agent with a token, made as an operator makes them. */
export async function makeAgent(
  api: RunningApi,
  projectId: number,
  name = `agent-${(count += 1)}`,
): Promise<MadeAgent> {
  const agents = api.app.get(AgentsService, { strict: false });
  const agent = await agents.createAgent(projectId, name);
  if (agent instanceof AgentRefusal) throw new Error(agent.message);
  const token = await agents.createToken(agent.id, `token of ${name}`);
  if (token instanceof AgentRefusal) throw new Error(token.message);
  return { ...agent, tokenId: token.id, token: token.token };
}
