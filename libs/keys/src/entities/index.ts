export { DeployKeysProject } from './deploy-keys-project.js';
export { GroupSshCertificate } from './group-ssh-certificate.js';
export { Key } from './key.js';
export { WebauthnRegistration } from './webauthn-registration.js';
