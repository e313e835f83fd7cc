import {
  status,
  type CallOptions,
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type Metadata,
} from '@grpc/grpc-js';
import {
  noteCost,
  requestFields,
  traced,
  traceHeaders,
  type Clock,
  type GitalyContentSource,
  type Logger,
} from '@app/platform';
import { addAbortListener } from 'node:events';
import { GitalyBreaker } from './gitaly-breaker.js';
import { asGitalyError, GitalyError } from './gitaly-error.js';
import { gitalyMetadata, type CallSubject } from './gitaly-metadata.js';
import type { GitalyMetrics } from './gitaly-metrics.js';
import { gitalyMethods } from './gitaly-protocol.js';
import { gitalyAuthorization } from './gitaly-token.js';
import type { Calls, DuplexCalls, StreamCalls, UnaryCalls } from './messages.js';

type Answer<Name extends keyof Calls> = Calls[Name]['answer'];
type Request<Name extends keyof Calls> = Calls[Name]['request'];
type RunningCall = ClientUnaryCall | ClientReadableStream<unknown> | ClientDuplexStream<unknown, unknown>;

/** For how long answers are wanted. */
export interface Wanted {
  /** Ends every call that is still running. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly left: number;
}

/** For whom calls are made, and for how long their answers are wanted. */
export interface CallTerms {
  readonly subject: CallSubject;
  readonly wanted: Wanted;
}

/** Answers that take one look; all others go through many objects (gitaly.md 1.4). */
const FAST = new Set<keyof Calls>([
  'RepositoryExists',
  'HasLocalBranches',
  'CreateRepository',
  'FindDefaultBranchName',
  'RefExists',
  'ListRefs',
  'CommitIsAncestor',
  'GetCommitMessages',
  'ServerInfo',
  'Check',
]);

export interface StorageOfClient {
  readonly name: string;
  readonly token: string | null;
  readonly deadlines: GitalyContentSource['deadlines'];
}

/**
 * Calls the Gitaly of one storage. Every call has a token of its own, a deadline, retries where it only reads, and a
 * circuit breaker in front. All of them reject with GitalyError.
 */
export class GitalyClient {
  private readonly breaker: GitalyBreaker;

  /** @param channel may be shared by storages, and is closed by whoever made it */
  constructor(
    readonly storage: StorageOfClient,
    private readonly channel: Client,
    private readonly clock: Clock,
    private readonly metrics: GitalyMetrics,
    private readonly logger: Logger,
  ) {
    const { name } = storage;
    metrics.circuitOpen.set({ storage: name }, 0);
    this.breaker = new GitalyBreaker(name, (open) => {
      metrics.circuitOpen.set({ storage: name }, open ? 1 : 0);
      if (open) logger.error('gitaly does not answer', { gitaly_storage: name });
      else logger.info('gitaly answers again', { gitaly_storage: name });
    });
  }

  /** One question, one answer. */
  ask<Name extends keyof UnaryCalls>(name: Name, request: Request<Name>, terms: CallTerms): Promise<Answer<Name>> {
    const { path, requestSerialize, responseDeserialize } = gitalyMethods[name];
    return this.run(name, terms, (metadata, options, { resolve, reject }) =>
      this.channel.makeUnaryRequest<Request<Name>, Answer<Name>>(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        options,
        (error, answer) => (error ? reject(error) : resolve(answer as Answer<Name>)),
      ),
    );
  }

  /** One question, answered in pieces. Nothing is known before the last one: a stream that breaks rejects. */
  read<Name extends keyof StreamCalls>(
    name: Name,
    request: Request<Name>,
    terms: CallTerms,
    onAnswer: (answer: Answer<Name>) => void,
  ): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = gitalyMethods[name];
    return this.run(name, terms, (metadata, options, outcome) => {
      const call = this.channel.makeServerStreamRequest<Request<Name>, Answer<Name>>(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        options,
      );
      consume(call, onAnswer, outcome);
      return call;
    });
  }

  /** Several questions on one stream, answered in pieces. */
  exchange<Name extends keyof DuplexCalls>(
    name: Name,
    requests: Iterable<Request<Name>>,
    terms: CallTerms,
    onAnswer: (answer: Answer<Name>) => void,
  ): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = gitalyMethods[name];
    return this.run(name, terms, (metadata, options, outcome) => {
      const call = this.channel.makeBidiStreamRequest<Request<Name>, Answer<Name>>(
        path,
        requestSerialize,
        responseDeserialize,
        metadata,
        options,
      );
      consume(call, onAnswer, outcome);
      for (const request of requests) call.write(request);
      // The server answers the rest only when nothing more can come.
      call.end();
      return call;
    });
  }

  private async run<Result>(
    name: keyof Calls,
    terms: CallTerms,
    start: (metadata: Metadata, options: CallOptions, outcome: Outcome<Result>) => RunningCall,
  ): Promise<Result> {
    const begin = performance.now();
    let code: status = status.UNKNOWN;
    try {
      const result = await traced(
        () => spanOf(this.storage.name, name),
        () => this.breaker.run(() => this.call(name, terms, start)),
      );
      code = status.OK;
      return result;
    } catch (error) {
      if (error instanceof GitalyError) code = error.status;
      if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) {
        this.logger.error('gitaly refuses the token of its storage, or a clock is wrong', {
          gitaly_storage: this.storage.name,
        });
      }
      throw error;
    } finally {
      const labels = { storage: this.storage.name, method: name, code: status[code] };
      const seconds = (performance.now() - begin) / 1000;
      this.metrics.duration.observe(labels, seconds);
      noteCost('gitaly', seconds);
    }
  }

  private async call<Result>(
    name: keyof Calls,
    { subject, wanted }: CallTerms,
    start: (metadata: Metadata, options: CallOptions, outcome: Outcome<Result>) => RunningCall,
  ): Promise<Result> {
    const { token, deadlines } = this.storage;
    const usual = FAST.has(name) ? deadlines.fast : deadlines.medium;
    const milliseconds = Math.min(usual, wanted.left);
    const authorization = token ? gitalyAuthorization(token, this.clock.seconds()) : undefined;
    const metadata = gitalyMetadata(subject, authorization, {
      correlationId: requestFields()?.correlation_id,
      traceparent: traceHeaders().traceparent,
    });
    let listening: Disposable | undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        wanted.signal.throwIfAborted();
        const call = start(metadata, { deadline: deadlineIn(milliseconds) }, { resolve, reject });
        listening = addAbortListener(wanted.signal, () => call.cancel());
      });
    } catch (error) {
      throw asGitalyError(error, {
        storage: this.storage.name,
        method: name,
        small: FAST.has(name) && milliseconds === usual,
      });
    } finally {
      listening?.[Symbol.dispose]();
    }
  }
}

interface Outcome<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

function consume<Item>(
  call: ClientReadableStream<Item>,
  onAnswer: (answer: Item) => void,
  outcome: Outcome<void>,
): void {
  call.on('data', (answer: Item) => {
    try {
      onAnswer(answer);
    } catch (error) {
      outcome.reject(error as Error);
      call.cancel();
    }
  });
  // The library reports an error before the end of what it has read.
  call.on('error', (error) => outcome.reject(error));
  call.on('end', () => outcome.resolve());
}

/** The library compares with the machine's clock, whatever ours says. */
function deadlineIn(milliseconds: number): Date {
  const now = new Date();
  return new Date(now.getTime() + milliseconds);
}

const spanOf = (storage: string, method: string) =>
  ({
    name: `gitaly ${method}`,
    kind: 'client',
    attributes: { 'rpc.system': 'grpc', 'rpc.method': method, 'gitaly.storage': storage },
  }) as const;
