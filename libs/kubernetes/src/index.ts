export {
  AgentRefusal,
  AgentsService,
  type CreatedAgent,
  type CreatedAgentToken,
  type ShownAgent,
  type ShownAgentToken,
} from './agents/agents.service.js';
export * from './entities/index.js';
export { KubernetesModule } from './kubernetes.module.js';
export { kubernetesSchema } from './schema.js';
