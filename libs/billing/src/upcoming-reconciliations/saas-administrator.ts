import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Authenticators, UserAuthenticator, type Authenticator } from '@app/auth';
import { Database, declareCaller, WireError, type RequestWithBody } from '@app/platform';
import { IS_SAAS } from './upcoming-reconciliations.sql.js';

const SAAS_ADMINISTRATOR = 'administrator of gitlab.com';

/** An administrator, on an instance that sells subscriptions. */
export const SaasAdministratorCaller = declareCaller(SAAS_ADMINISTRATOR);

/** Elsewhere the endpoint does not exist for anybody: that is said before anybody is asked who they are (billing.md 5.6). */
@Injectable()
export class SaasAdministratorAuthenticator implements Authenticator, OnModuleInit {
  constructor(
    private readonly authenticators: Authenticators,
    private readonly users: UserAuthenticator,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.authenticators.register(SAAS_ADMINISTRATOR, this);
  }

  async authenticate(request: RequestWithBody): Promise<void> {
    const [settings] = await this.database.query<{ saas: boolean }>(IS_SAAS);
    if (settings?.saas !== true) throw new WireError(403, { message: '403 Forbidden - This API is gitlab.com only!' });
    await this.users.authenticateAdministrator(request);
  }
}
