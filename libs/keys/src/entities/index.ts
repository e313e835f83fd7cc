export { DeployKeysProject } from './deploy-keys-project.js';
export { Key } from './key.js';
export { WebauthnRegistration } from './webauthn-registration.js';
