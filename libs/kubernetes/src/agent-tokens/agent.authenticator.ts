import { createParamDecorator, Injectable, type ExecutionContext, type OnModuleInit } from '@nestjs/common';
import { Authenticators, KasAuthenticator, Secrets, type Authenticator } from '@app/auth';
import { addRequestFields, Database, declareCaller, Logger, Unauthorized, type RequestWithBody } from '@app/platform';
import type { ProjectRepository } from '../repositories/repository.presenter.js';
import { AGENT_BY_TOKEN, type AgentByTokenRow } from './agent-token.sql.js';
import { offeredToken } from './offered-token.js';
import { TokenCipher } from './token-cipher.js';
import { TokenUsage } from './token-usage.js';

const AGENT = 'agent';

/** kas on behalf of an agent: the JWT of kas and the agent's own token. */
export const AgentCaller = declareCaller(AGENT);

/** The agent behind a request. */
export interface CallingAgent {
  readonly id: number;
  readonly name: string;
  /** Its configuration project, or null when that one is being deleted. */
  readonly project: ProjectRepository | null;
}

const callers = new WeakMap<RequestWithBody, CallingAgent>();

/** The agent that the guard has found; for handlers of routes that declare `@AgentCaller()`. */
export const CallingAgent = createParamDecorator((_: unknown, context: ExecutionContext): CallingAgent => {
  const agent = callers.get(context.switchToHttp().getRequest<RequestWithBody>());
  if (agent === undefined) throw new Error('the route does not declare AgentCaller');
  return agent;
});

/** Checks 1, 2, 3 and 5 of kubernetes.md 1.2, in that order. */
@Injectable()
export class AgentAuthenticator implements Authenticator, OnModuleInit {
  private readonly cipher: TokenCipher;

  constructor(
    private readonly authenticators: Authenticators,
    private readonly kas: KasAuthenticator,
    private readonly database: Database,
    private readonly usage: TokenUsage,
    private readonly logger: Logger,
    secrets: Secrets,
  ) {
    this.cipher = new TokenCipher(secrets.dbKeyBase);
  }

  onModuleInit(): void {
    this.authenticators.register(AGENT, this);
  }

  /**
   * @throws WireError 404 or Unauthorized as the kas authenticator does
   * @throws Unauthorized for a token that is missing, malformed, unknown or revoked, without telling which
   */
  async authenticate(request: RequestWithBody): Promise<void> {
    this.kas.authenticate(request);
    const token = offeredToken(request.headers);
    const row = token === undefined ? undefined : await this.find(token);
    if (row === undefined) {
      this.logger.warn('agent authentication failed', { reason: token === undefined ? 'no token' : 'unknown token' });
      throw new Unauthorized();
    }
    addRequestFields({ agent_id: row.agent_id });
    this.usage.record(row.token_id, row.last_used_at);
    callers.set(request, { id: row.agent_id, name: row.agent_name, project: projectOf(row) });
  }

  private async find(token: Buffer): Promise<AgentByTokenRow | undefined> {
    const [row] = await this.database.read<AgentByTokenRow>(AGENT_BY_TOKEN, [this.cipher.forms(token)]);
    return row;
  }
}

function projectOf(row: AgentByTokenRow): ProjectRepository | null {
  if (row.project_id === null) return null;
  return {
    id: row.project_id,
    fullPath: row.full_path,
    storage: row.storage,
    diskPath: row.disk_path,
    defaultBranch: row.default_branch,
  };
}
