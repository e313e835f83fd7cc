import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Client } from '@grpc/grpc-js';
import { Clock, Configuration, Logger, type GitalyContentSource, type StorageConfiguration } from '@app/platform';
import { openChannel } from './gitaly-channel.js';
import { GitalyClient } from './gitaly-client.js';
import { GitalyMetrics } from './gitaly-metrics.js';

/** The clients of all storages that are asked through Gitaly. */
@Injectable()
export class GitalyClients implements OnApplicationShutdown {
  private readonly channels = new Map<string, Client>();
  private readonly clients: ReadonlyMap<string, GitalyClient>;

  constructor(
    @Inject(Configuration) { GITALY_STORAGES }: Configuration,
    private readonly clock: Clock,
    private readonly metrics: GitalyMetrics,
    private readonly logger: Logger,
  ) {
    this.clients = new Map(
      Object.entries(GITALY_STORAGES).flatMap(([name, storage]) => {
        const client = this.clientOf(name, storage);
        return client ? [[name, client] as const] : [];
      }),
    );
  }

  /** Undefined for a storage that is not asked through Gitaly. */
  of(storage: string): GitalyClient | undefined {
    return this.clients.get(storage);
  }

  onApplicationShutdown(): void {
    for (const channel of this.channels.values()) channel.close();
  }

  private clientOf(name: string, { token, content }: StorageConfiguration): GitalyClient | undefined {
    if (content.from !== 'gitaly') return undefined;
    const { deadlines } = content;
    const channel = this.channel(content);
    return new GitalyClient({ name, token, deadlines }, channel, this.clock, this.metrics, this.logger);
  }

  /** Storages behind one address, as Praefect has them, share a connection. */
  private channel(source: GitalyContentSource): Client {
    const key = JSON.stringify([source.target, source.certificates?.toString('latin1')]);
    const channel = this.channels.get(key) ?? openChannel(source);
    this.channels.set(key, channel);
    return channel;
  }
}
