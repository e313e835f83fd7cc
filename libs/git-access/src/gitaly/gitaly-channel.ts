import { Client, credentials, type ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import type { GitalyContentSource, GitalyTarget } from '@app/platform';
import { rootCertificates } from 'node:tls';
import { gitalyServices } from './gitaly-protocol.js';

/** GitLab's own numbers (gitaly.md 1.4): the library tries only what has not begun to answer. */
const RETRIES = {
  maxAttempts: 4,
  initialBackoff: '0.4s',
  maxBackoff: '1.4s',
  backoffMultiplier: 2,
  retryableStatusCodes: ['UNAVAILABLE', 'ABORTED'],
};

/** Every call only reads, but one: what it made may be there although no answer came. */
const SERVICE_CONFIG = JSON.stringify({
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    { name: Object.keys(gitalyServices).map((service) => ({ service })), retryPolicy: RETRIES },
    { name: [{ service: 'gitaly.RepositoryService', method: 'CreateRepository' }] },
  ],
});

const OPTIONS: ChannelOptions = {
  'grpc.service_config': SERVICE_CONFIG,
  'grpc.service_config_disable_resolution': 1,
  // Below what servers of any age take for an attack (gitaly.md 1.1).
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_http_proxy': 0,
  // A Gitaly that is back should not wait for the two minutes that the library would take between two attempts.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

/** A connection, made at the first call: a wrong name or port shows only then. */
export function openChannel({ target, certificates }: GitalyContentSource): Client {
  return new Client(target.target, credentialsOf(target, certificates), { ...OPTIONS, ...nameOptions(target) });
}

function credentialsOf({ tls }: GitalyTarget, certificates: Buffer | null): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  // Certificates of one's own stand beside the usual ones, where the library would have them instead.
  const trusted = certificates && Buffer.concat([Buffer.from(`${rootCertificates.join('\n')}\n`), certificates]);
  return credentials.createSsl(trusted);
}

function nameOptions({ certificateName }: GitalyTarget): ChannelOptions {
  if (certificateName === undefined) return {};
  return { 'grpc.ssl_target_name_override': certificateName, 'grpc.default_authority': certificateName };
}
