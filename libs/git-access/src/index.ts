export { GitAccessWorkerModule } from './git-access-worker.module.js';
export { GitAccessModule } from './git-access.module.js';
export * from './entities/index.js';
export { gitAccessSchema } from './schema.js';
