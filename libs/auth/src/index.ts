export { AuthModule } from './auth.module.js';
export { Authenticators, type Authenticator } from './callers/authenticators.js';
export { equalSecrets } from './secrets/equal-secrets.js';
export { Secrets } from './secrets/secrets.js';
export { ShellCaller } from './shell/shell.authenticator.js';
export { PersonalAccessToken } from './entities/personal-access-token.js';
export { authSchema } from './schema.js';
