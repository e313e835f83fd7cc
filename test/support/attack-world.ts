import { openAllowedWorld, type AllowedWorld } from './allowed-world.js';
import type { ApiOptions } from './app.js';
import { send, type Answer } from './http.js';
import { KasClient, makeAgent } from './kas-client.js';
import { PortalClient } from './portal-client.js';
import { credentialsOf, servedRoutes, type RouteCaller, type ServedRoute, type Tokens } from './routes.js';

/** The world of git-access.md 15 with everything that somebody might want to break into. */
export interface AttackWorld extends AllowedWorld {
  readonly kas: KasClient;
  /** Of the project P. */
  readonly agentToken: string;
  /** The administrator of the portal. */
  readonly portal: PortalClient;
  readonly tokens: Tokens;
  readonly routes: readonly ServedRoute[];
  /** One request with the credentials of a caller, and with whatever is attacked laid over it. */
  as(caller: RouteCaller, method: string, path: string, more?: Parameters<typeof send>[2]): Promise<Answer>;
}

export async function openAttackWorld(options: ApiOptions & { now?: Date } = {}): Promise<AttackWorld> {
  const world = await openAllowedWorld({ ...options, environment: { BCRYPT_COST: '4', ...options.environment } });
  const { api, suite } = world;
  const agent = await makeAgent(api, world.P.id);
  const administrator = (await suite.make.token(world.users.root.id, ['api'])).token;
  const tokens = { agent: agent.token, administrator };
  return {
    ...world,
    kas: new KasClient(api.url),
    agentToken: agent.token,
    portal: new PortalClient(api.url, administrator),
    tokens,
    routes: servedRoutes(api),
    as: (caller, method, path, { headers, ...more } = {}) =>
      send(api.url, path, { method, ...more, headers: { ...credentialsOf(caller, tokens), ...headers } }),
  };
}
