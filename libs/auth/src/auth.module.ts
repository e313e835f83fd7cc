import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Authenticators } from './callers/authenticators.js';
import { CallerGuard } from './callers/caller.guard.js';
import { RouteDeclarations } from './callers/route-declarations.js';
import { KasSecret } from './kas/kas-secret.js';
import { KasAuthenticator } from './kas/kas.authenticator.js';
import { AdministratorPages } from './operator/administrator-pages.js';
import { KeyCustody } from './secrets/key-custody.js';
import { Secrets } from './secrets/secrets.js';
import { ShellSecret } from './shell/shell-secret.js';
import { ShellAuthenticator } from './shell/shell.authenticator.js';
import { PersonalAccessTokens } from './tokens/personal-access-tokens.js';
import { TokenList } from './tokens/token-list.js';
import { UserAuthenticator } from './tokens/user.authenticator.js';

/** Who is calling. Importing this module closes every route that does not say who may call it. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    Authenticators,
    Secrets,
    KeyCustody,
    ShellSecret,
    ShellAuthenticator,
    PersonalAccessTokens,
    TokenList,
    UserAuthenticator,
    KasSecret,
    KasAuthenticator,
    AdministratorPages,
    RouteDeclarations,
    { provide: APP_GUARD, useClass: CallerGuard },
  ],
  exports: [
    AdministratorPages,
    Authenticators,
    KasAuthenticator,
    KasSecret,
    PersonalAccessTokens,
    Secrets,
    ShellSecret,
    TokenList,
    UserAuthenticator,
  ],
})
export class AuthModule {}
