export * from './entities/index.js';
export { actorReference, type ActorParameters, type ActorReference } from './references/actor-reference.js';
export {
  formatRepositoryIdentifier,
  parseRepositoryIdentifier,
  type RepositoryIdentifier,
  type RepositoryKind,
} from './references/repository-identifier.js';
export { directorySchema } from './schema.js';
export { InstanceSettings, type Settings } from './settings/instance-settings.js';
export { InstanceSettingsModule } from './settings/instance-settings.module.js';
export { hashedDiskPath, type HashedRoot } from './storage/disk-path.js';
export {
  gitalyConnection,
  gitalyRepository,
  type GitalyConnection,
  type GitalyRepository,
  type RepositoryPlace,
} from './storage/gitaly.js';
export { KeyUsage } from './usage/key-usage.js';
export { KeyUsageModule } from './usage/key-usage.module.js';
export { cloneUrls, type CloneUrls } from './urls/clone-urls.js';
