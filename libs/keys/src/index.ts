export * from './entities/index.js';
export { keysSchema } from './schema.js';
export { KeysModule } from './keys.module.js';
