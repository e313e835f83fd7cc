export { DirectoryWorkerModule } from './directory-worker.module.js';
export { AuthorizationRebuild, type RebuildProgress } from './authorizations/authorization-rebuild.js';
export { DirectoryModule } from './directory.module.js';
export * from './entities/index.js';
export { Groups, type GroupChanges, type GroupFilter, type NewGroup, type ShownGroup } from './groups/groups.js';
export { EVERYTHING, type ListPart } from './list-part.js';
export {
  ACCESS_LEVELS,
  Memberships,
  type Grant,
  type MembershipSource,
  type ShownMember,
} from './memberships/memberships.js';
export {
  People,
  USER_STATES,
  type CreatedUser,
  type NewUser,
  type ShownUser,
  type UserChanges,
  type UserFilter,
  type UserState,
} from './people/people.js';
export {
  Projects,
  type CreatedProject,
  type NewProject,
  type ProjectChanges,
  type ProjectFilter,
  type ShownProject,
} from './projects/projects.js';
export { measurePublicKey, parsePublicKey, type KeyKind, type PublicKey } from './public-keys/public-key.js';
export { actorReference, type ActorParameters, type ActorReference } from './references/actor-reference.js';
export {
  formatRepositoryIdentifier,
  parseRepositoryIdentifier,
  type RepositoryIdentifier,
  type RepositoryKind,
} from './references/repository-identifier.js';
export {
  normalizeRepositoryPath,
  repositoryCandidates,
  repositoryFullPath,
  type RepositoryCandidate,
} from './references/repository-path.js';
export { DirectoryRefusal, refusals as directoryRefusals } from './refusals.js';
export { directorySchema } from './schema.js';
export { InstanceSettings, type Settings } from './settings/instance-settings.js';
export { InstanceSettingsModule } from './settings/instance-settings.module.js';
export { SettingChanges, type SettingValue } from './settings/setting-changes.js';
export { SETTING_NAMES, type SettingName } from './settings/setting-kinds.js';
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
export { VISIBILITY_LEVELS } from './visibility.js';
