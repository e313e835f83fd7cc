export * from './entities/index.js';
export { keysSchema } from './schema.js';
