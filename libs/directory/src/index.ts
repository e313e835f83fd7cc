export * from './entities/index.js';
export { directorySchema } from './schema.js';
