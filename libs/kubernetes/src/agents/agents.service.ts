import { Injectable } from '@nestjs/common';
import { Secrets } from '@app/auth';
import { EVERYTHING, type ListPart } from '@app/directory';
import { Clock, Database, Refusal, type Queries } from '@app/platform';
import { TokenCipher } from '../agent-tokens/token-cipher.js';
import { agentNameProblem } from './agent-name.js';
import {
  AGENT_TOKENS,
  AGENTS,
  CREATE_AGENT,
  CREATE_AGENT_TOKEN,
  DELETE_AGENT,
  REVOKE_AGENT_TOKEN,
} from './agents.sql.js';
import { generateToken } from './generate-token.js';

const MAX_TOKEN_NAME = 255;

/** Why a change of agents or their tokens is refused. */
export class AgentRefusal extends Refusal {}

const AGENT_TAKEN = new AgentRefusal('agent_taken', 'the project has an agent of this name, or is gone');
const AGENT_MISSING = new AgentRefusal('agent_missing', 'there is no such agent');
const NAME_BLANK = new AgentRefusal('name_blank', "name can't be blank");
const NAME_TOO_LONG = new AgentRefusal('name_too_long', 'name is too long (maximum is 255 characters)');

export interface CreatedAgent {
  readonly id: number;
  readonly name: string;
}

export interface CreatedAgentToken {
  readonly id: number;
  /** In clear, for this once: nothing stored leads back to it. */
  readonly token: string;
}

/** An agent as operators see it. */
export interface ShownAgent {
  readonly id: number;
  readonly name: string;
  readonly project_id: number;
  readonly project: string | null;
  readonly active_tokens: number;
  readonly last_used_at: Date | null;
  readonly created_at: Date;
}

/** A token as operators see it; the token itself is nowhere to be seen. */
export interface ShownAgentToken {
  readonly id: number;
  readonly name: string;
  readonly agent_id: number;
  readonly agent: string;
  readonly status: 'active' | 'revoked';
  readonly last_used_at: Date | null;
  readonly created_at: Date;
}

/** Makes agents and their tokens for operators; no endpoint does. */
@Injectable()
export class AgentsService {
  private readonly cipher: TokenCipher;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    secrets: Secrets,
  ) {
    this.cipher = new TokenCipher(secrets.dbKeyBase);
  }

  /** An agent whose configuration lies in the project; `createdBy` is a user id. */
  async createAgent(
    projectId: number,
    name: string,
    createdBy?: number,
    queries: Queries = this.database,
  ): Promise<CreatedAgent | AgentRefusal> {
    const problem = agentNameProblem(name);
    if (problem !== undefined) return new AgentRefusal('name_invalid', `name ${problem}`);
    const values = [projectId, name, createdBy ?? null, this.clock.now()];
    const [row] = await queries.query<{ id: number }>(CREATE_AGENT, values);
    return row === undefined ? AGENT_TAKEN : { ...row, name };
  }

  /** A further token of an agent. */
  async createToken(
    agentId: number,
    name: string,
    queries: Queries = this.database,
  ): Promise<CreatedAgentToken | AgentRefusal> {
    if (name === '') return NAME_BLANK;
    if ([...name].length > MAX_TOKEN_NAME) return NAME_TOO_LONG;
    const token = generateToken();
    const values = [agentId, this.cipher.encrypt(Buffer.from(token)), name, this.clock.now()];
    const [row] = await queries.query<{ id: number }>(CREATE_AGENT_TOKEN, values);
    return row === undefined ? AGENT_MISSING : { ...row, token };
  }

  /** Takes an agent away with its tokens. False when there is none. */
  async removeAgent(id: number): Promise<boolean> {
    const rows = await this.database.query(DELETE_AGENT, [id]);
    return rows.length > 0;
  }

  /** Agents in the order of their ids. */
  listAgents(
    { id, projectId }: { readonly id?: number; readonly projectId?: number } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownAgent[]> {
    return this.database.query<ShownAgent>(AGENTS, [id ?? null, projectId ?? null, after, limit]);
  }

  /** Tokens in the order of their ids, revoked ones too. */
  listTokens(
    { id, agentId }: { readonly id?: number; readonly agentId?: number } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownAgentToken[]> {
    return this.database.query<ShownAgentToken>(AGENT_TOKENS, [id ?? null, agentId ?? null, after, limit]);
  }

  /** Ends a token at once. False when it is unknown or was revoked before. */
  async revokeToken(tokenId: number): Promise<boolean> {
    const rows = await this.database.query(REVOKE_AGENT_TOKEN, [tokenId, this.clock.now()]);
    return rows.length > 0;
  }
}
