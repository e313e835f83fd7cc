import { status, type Metadata } from '@grpc/grpc-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './refusal.js';

/** What goes wrong with a method. Without a code, a call is only late. */
export interface Fault {
  /** The call ends with this status … */
  readonly code?: status;
  readonly details?: string;
  /** Trailers of that status. */
  readonly trailers?: Metadata;
  /** … after this many messages of its answer; 0 unless said. */
  readonly afterMessages?: number;
  /** Milliseconds before the call is looked at. */
  readonly delay?: number;
  /** Instead of a status: the whole server is gone at that point. */
  readonly dies?: boolean;
  /** The first message has five MiB. */
  readonly oversized?: boolean;
  /** Calls that it happens to; all unless said. */
  readonly times?: number;
}

/** Faults by method; a later one replaces the former. */
export class Faults {
  private readonly byMethod = new Map<string, { readonly fault: Fault; left: number }>();

  set(method: string, fault: Fault): void {
    this.byMethod.set(method, { fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.byMethod.clear();
  }

  /** The fault that this call is to have. */
  take(method: string): Fault {
    const entry = this.byMethod.get(method);
    if (entry === undefined || entry.left === 0) return {};
    entry.left -= 1;
    return entry.fault;
  }
}

/** Waits as long as the fault says, or until the client has had enough. */
export async function delayed({ delay = 0 }: Fault, cancelled: AbortSignal): Promise<void> {
  if (delay > 0) await sleep(delay, undefined, { signal: cancelled });
}

/** Ends the call where the fault says, with so many messages of the answer sent. */
export function endsAfter(fault: Fault, sent: number): boolean {
  return (fault.code !== undefined || fault.dies === true) && sent === (fault.afterMessages ?? 0);
}

export function statusOf({ code = status.UNAVAILABLE, details = 'made to fail', trailers }: Fault): Refusal {
  return new Refusal(code, details, trailers);
}
