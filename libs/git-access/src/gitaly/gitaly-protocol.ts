import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { nearestFolderWith } from '@app/platform';
import { loadSync, type MessageTypeDefinition, type Options } from '@grpc/proto-loader';
import { join } from 'node:path';
import type { Calls, LimitError, RpcStatus } from './messages.js';

/** How messages look in code; whoever speaks with Gitaly, or stands in for it, must see the same. */
const OPTIONS: Options = { keepCase: false, longs: String, enums: String, defaults: true, oneofs: true };

/** Beside the sources and, by nest-cli.json, beside what they are compiled to. */
const PROTO = 'libs/git-access/proto';
const FOLDER = join(nearestFolderWith(PROTO), PROTO);

const definition = loadSync(
  ['gitaly.proto', 'health.proto', 'status.proto'].map((file) => join(FOLDER, file)),
  OPTIONS,
);

/** The services by their names on the wire, such as `gitaly.RefService`. */
export const gitalyServices = Object.fromEntries(
  Object.entries(definition).filter(([, defined]) => !('format' in defined)),
) as Readonly<Record<string, ServiceDefinition>>;

type Methods = { readonly [Name in keyof Calls]: MethodDefinition<Calls[Name]['request'], Calls[Name]['answer']> };

/** Every call by its own name; no two services share one. */
export const gitalyMethods = Object.assign({}, ...Object.values(gitalyServices)) as Methods;

type MessageType<Message> = MessageTypeDefinition<Message, Message>;

/** What a failed call may carry. */
export const errorMessages = {
  status: definition['google.rpc.Status'] as MessageType<RpcStatus>,
  limitError: definition['gitaly.LimitError'] as MessageType<LimitError>,
};
