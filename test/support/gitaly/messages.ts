import type { Metadata } from '@grpc/grpc-js';
import type { OpenRepository } from './git.js';
import type { GitalySettings } from './settings.js';

/** `Repository`, as it comes from the wire. */
export interface RepositoryMessage {
  readonly storageName: string;
  readonly relativePath: string;
  readonly gitObjectDirectory: string;
  readonly gitAlternateObjectDirectories: readonly string[];
  readonly glRepository: string;
  readonly glProjectPath: string;
}

/** Every request names a repository, and the client may have forgotten it. */
export type About<Fields = unknown> = { readonly repository: RepositoryMessage | null } & Fields;

/** What a method knows beside its request. */
export interface CallContext {
  readonly metadata: Metadata;
  readonly settings: GitalySettings;
  /** Opens the repository of a request; throws a `Refusal` when that cannot be. */
  open(request: About): OpenRepository;
}

/** One answer, or a stream of them; a stream of requests comes as one too. */
export type Method =
  | ((request: never, call: CallContext) => Promise<object>)
  | ((request: never, call: CallContext) => AsyncIterable<object>);

export type Service = Readonly<Record<string, Method>>;

/** Items in messages of so many each, and no message at all for nothing. */
export function* inMessages<Item>(items: readonly Item[], { itemsPerMessage }: GitalySettings): Generator<Item[]> {
  for (let start = 0; start < items.length; start += itemsPerMessage) {
    yield items.slice(start, start + itemsPerMessage);
  }
}
