export { GitAccessWorkerModule } from './git-access-worker.module.js';
export { GitAccessModule } from './git-access.module.js';
