export * from './entities/index.js';
export { keysSchema } from './schema.js';
export { KeysModule } from './keys.module.js';
export {
  KEY_USAGES,
  KeyRefusal,
  Keys,
  type DeployLink,
  type KeyChanges,
  type NewKey,
  type ShownKey,
} from './public-keys/keys.js';
export { PublicKeysModule } from './public-keys/public-keys.module.js';
