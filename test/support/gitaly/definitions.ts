import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** Services by full name, as this stand-in understands the wire. */
export const definitions = loadSync(['gitaly.proto', 'health.proto'], {
  includeDirs: [import.meta.dirname],
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
}) as unknown as Readonly<Record<string, ServiceDefinition>>;
