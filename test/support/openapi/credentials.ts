import type { DemoCredentials } from '../../../apps/admin/src/demo/demo-loader.js';
import { SHELL_SECRET } from '../app.js';
import { kasClaims, KAS_KEY } from '../kas-client.js';
import { shellClaims, signJwt } from '../shell-client.js';

export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** What each scheme of the document puts into a request. */
export function credentialsOf(demo: DemoCredentials): Readonly<Record<string, () => Partial<Sent>>> {
  const header = (name: string, value: () => string) => () => ({ headers: { [name]: value() } });
  const base64 = Buffer.from(SHELL_SECRET).toString('base64');
  return {
    shellToken: header('Gitlab-Shell-Api-Request', () => signJwt(shellClaims(), SHELL_SECRET)),
    sharedSecret: header('Gitlab-Shared-Secret', () => base64),
    secretToken: () => ({ query: { secret_token: base64 } }),
    kasToken: header('Gitlab-Kas-Api-Request', () => signJwt(kasClaims(), KAS_KEY)),
    agentToken: header('Authorization', () => `Bearer ${demo.agentToken}`),
    privateToken: header('PRIVATE-TOKEN', () => demo.adminToken),
    bearerToken: header('Authorization', () => `Bearer ${demo.adminToken}`),
    tokenHeader: header('TOKEN', () => demo.adminToken),
    tokenParameter: () => ({ query: { private_token: demo.adminToken } }),
  };
}
