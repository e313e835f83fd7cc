export { AgentRefusal, AgentsService, type CreatedAgent, type CreatedAgentToken } from './agents/agents.service.js';
export * from './entities/index.js';
export { KubernetesModule } from './kubernetes.module.js';
export { kubernetesSchema } from './schema.js';
