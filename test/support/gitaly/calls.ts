import type { Metadata } from '@grpc/grpc-js';

/** One call as it arrived, also when it was refused. */
export interface RecordedCall {
  /** Without its service: `CommitIsAncestor`. */
  readonly method: string;
  /** Requests; more than one only of a stream. */
  readonly messages: Readonly<Record<string, unknown>>[];
  /** The client has said that it has no more requests. */
  halfClosed: boolean;
  /** First value of each; those that end in `-bin` are Buffers. */
  readonly metadata: Readonly<Record<string, string | Buffer>>;
  /** Milliseconds that the client will wait; undefined without a deadline. */
  readonly remaining: number | undefined;
  /** Status that the call ended with; undefined while it runs. */
  code?: number;
}

/** What clients have called, in the order of arrival. */
export class Calls {
  private recorded: RecordedCall[] = [];

  begin(method: string, metadata: Metadata, deadline: Date | number): RecordedCall {
    const end = deadline instanceof Date ? deadline.getTime() : deadline;
    const call: RecordedCall = {
      method,
      messages: [],
      halfClosed: false,
      metadata: metadata.getMap(),
      remaining: Number.isFinite(end) ? end - Date.now() : undefined,
    };
    this.recorded.push(call);
    return call;
  }

  /** All of them, or those of one method. */
  of(method?: string): readonly RecordedCall[] {
    return method === undefined ? this.recorded : this.recorded.filter((call) => call.method === method);
  }

  /** Names of methods, in order. */
  get methods(): string[] {
    return this.recorded.map(({ method }) => method);
  }

  forget(): void {
    this.recorded = [];
  }
}
