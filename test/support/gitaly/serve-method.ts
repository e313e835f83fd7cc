import { status, type Metadata, type ServiceError, type UntypedHandleCall } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import { once, type EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedCall } from './calls.js';
import { delayed, endsAfter, statusOf, type Fault } from './faults.js';
import type { Method } from './messages.js';
import { Refusal } from './refusal.js';

type Message = Record<string, unknown>;
type AnyCall = ServerUnaryCall<Message, unknown> | ServerWritableStream<Message, unknown>;
type Duplex = ServerDuplexStream<Message, unknown>;

/** Larger than a client takes. Unknown to it, whatever the method. */
export const OVERSIZED = Symbol('5 MiB');

/** What one call of a method meets before it is answered. */
export interface Admission {
  readonly record: RecordedCall;
  readonly fault: Fault;
  /** Throws the refusal of a call that may not come in. */
  check(): void;
  /** The server goes away. */
  die(): void;
}

/** How the server runs its methods. */
export interface Host {
  admit(name: string, call: { metadata: Metadata; getDeadline(): Date | number }): Admission;
  answer(method: Method, request: unknown, metadata: Metadata): Promise<object> | AsyncIterable<object>;
}

/** Makes a handler of grpc-js out of a method that resolves with its answer. */
export function serveUnary(name: string, method: Method, host: Host): UntypedHandleCall {
  return (call: ServerUnaryCall<Message, unknown>, callback: sendUnaryData<unknown>) => {
    const admission = begin(name, call, host);
    let answer: unknown;
    void respond(call, admission, host.answer.bind(host, method, call.request, call.metadata), (message) => {
      answer = message;
      return Promise.resolve();
    }).then((error) => callback(error, answer));
  };
}

/** … out of one that answers with a stream, to a request or to a stream of them. */
export function serveStream(name: string, method: Method, host: Host): UntypedHandleCall {
  return (call: ServerWritableStream<Message, unknown> | Duplex) => {
    const admission = begin(name, call, host);
    const request = 'request' in call ? call.request : recorded(call, admission.record);
    const send = async (message: unknown) => {
      if (!call.write(message)) await once(call, 'drain');
    };
    void respond(call, admission, host.answer.bind(host, method, request, call.metadata), send).then((error) => {
      if (error === null) call.end();
      else call.emit('error', error);
    });
  };
}

function begin(name: string, call: AnyCall | Duplex, host: Host): Admission {
  const admission = host.admit(name, call);
  if ('request' in call) {
    admission.record.messages.push(call.request);
    admission.record.halfClosed = true;
  }
  return admission;
}

async function* recorded(requests: Duplex, record: RecordedCall): AsyncGenerator<Message> {
  // The answer goes the same way back, so the stream has to outlive its requests.
  for await (const message of requests.iterator({ destroyOnReturn: false }) as AsyncIterable<Message>) {
    record.messages.push(message);
    yield message;
  }
  record.halfClosed = true;
}

/** Sends the answer as far as the fault lets it come; resolves with the status to end with, null for OK. */
async function respond(
  call: AnyCall | Duplex,
  { record, fault, check, die }: Admission,
  answer: () => Promise<object> | AsyncIterable<object>,
  send: (message: unknown) => Promise<void>,
): Promise<Partial<ServiceError> | null> {
  const cancelled = new AbortController();
  (call as EventEmitter).once('cancelled', () => cancelled.abort());
  let sent = 0;
  const failing = async () => {
    if (!endsAfter(fault, sent)) return;
    if (fault.dies) {
      // What was sent is to arrive before the connection breaks.
      await sleep(50);
      die();
    }
    throw statusOf(fault);
  };
  try {
    check();
    await delayed(fault, cancelled.signal);
    await failing();
    for await (const message of messagesOf(answer())) {
      await send(fault.oversized === true && sent === 0 ? OVERSIZED : message);
      sent += 1;
      await failing();
    }
    record.code = status.OK;
    return null;
  } catch (error) {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(cancelled.signal.aborted ? status.CANCELLED : status.UNKNOWN, String(error));
    record.code = refusal.code;
    return { code: refusal.code, details: refusal.details, metadata: refusal.metadata };
  }
}

async function* messagesOf(answer: Promise<object> | AsyncIterable<object>): AsyncIterable<object> {
  if (Symbol.asyncIterator in answer) yield* answer;
  else yield await answer;
}
