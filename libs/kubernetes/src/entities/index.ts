export { Agent } from './agent.js';
export { AgentToken } from './agent-token.js';
export { Alert } from './alert.js';
export { Environment } from './environment.js';
export { AgentGroupAuthorization, AgentUserAccessGroupAuthorization } from './group-authorizations.js';
export { InternalId } from './internal-id.js';
export { AgentProjectAuthorization, AgentUserAccessProjectAuthorization } from './project-authorizations.js';
