import { Metadata } from '@grpc/grpc-js';

/** A field of bytes in a protobuf message; short ones only. */
const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);

/** The trailers by which a server that has too much to do explains itself (gitaly.md 3.5). */
export function limitTrailers(message: string, retryAfter: number): Metadata {
  const limit = Buffer.concat([
    field(1, Buffer.from(message)),
    field(2, retryAfter === 0 ? Buffer.alloc(0) : Buffer.from([1 << 3, retryAfter])),
  ]);
  const any = Buffer.concat([field(1, Buffer.from('type.googleapis.com/gitaly.LimitError')), field(2, limit)]);
  const trailers = new Metadata();
  trailers.set('grpc-status-details-bin', Buffer.concat([Buffer.from([1 << 3, 8]), field(3, any)]));
  return trailers;
}
