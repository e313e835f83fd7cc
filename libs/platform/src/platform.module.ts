import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { Clock } from './clock/clock.js';
import { Configuration } from './config/configuration.js';
import { dataSourceOptions, type Schema } from './database/data-source-options.js';
import { Database } from './database/database.js';
import { RecentWriters } from './database/recent-writers.js';
import { replicaUrls, Replicas } from './database/replicas.js';
import { createPino, Logger } from './logging/logger.js';
import { Endpoints } from './metrics/endpoints.js';
import { Metrics } from './metrics/metrics.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { OpenApiPage } from './openapi/openapi-page.js';
import { OperatorPages } from './operator/operator-pages.js';
import { OperatorServer } from './operator/operator-server.js';
import { OutboxJobs } from './outbox/outbox-jobs.js';
import { Outbox } from './outbox/outbox.js';
import { Lifecycle } from './probes/lifecycle.js';
import { OtherChecks } from './probes/other-checks.js';
import { Probes } from './probes/probes.js';
import { ProbesController } from './probes/probes.controller.js';
import { QueueMetrics } from './queues/queue-metrics.js';
import { queuesModule } from './queues/queues.js';
import { observeRedis } from './redis/observe-redis.js';
import { connectRedis } from './redis/redis.js';
import { Tracing } from './tracing/tracing.js';

export interface PlatformOptions {
  /** Name of the process in its logs. */
  readonly service: string;
  readonly configuration: Configuration;
  /** Tables that the process uses. */
  readonly schemas: readonly Schema[];
  /**
   * False for a command that runs beside a service: it leaves the operator's port to it, and standard output to its own
   * answers, and does not wait for a database that is away.
   */
  readonly listens?: boolean;
  /** Its reads may go to replicas; a process that works on what it, or somebody, has just changed asks the primary. */
  readonly readsReplicas?: boolean;
}

/** What every process has: configuration, clock, logs, metrics, database, Redis, queues, probes. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    private readonly redis: Redis,
    private readonly tracing: Tracing,
  ) {}

  static forProcess({
    service,
    configuration,
    schemas,
    listens = true,
    readsReplicas = false,
  }: PlatformOptions): DynamicModule {
    const logger = new Logger(createPino(configuration.LOG_LEVEL, service, listens ? undefined : pino.destination(2)));
    const shared = [
      { provide: Configuration, useValue: configuration },
      { provide: Logger, useValue: logger },
      { provide: Tracing, useFactory: () => Tracing.start(configuration.OTEL_EXPORTER_OTLP_ENDPOINT, service) },
      {
        provide: Redis,
        inject: [Metrics],
        useFactory: ({ stores }: Metrics) => observeRedis(connectRedis(configuration, logger), stores),
      },
      {
        provide: Replicas,
        inject: [Metrics],
        useFactory: (metrics: Metrics) =>
          new Replicas(readsReplicas ? replicaUrls(configuration) : [], configuration, metrics, logger),
      },
      Clock,
      Metrics,
      Database,
      Lifecycle,
      OtherChecks,
      OperatorPages,
      RecentWriters,
      Outbox,
      OutboxJobs,
    ];
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(schemas, {
            url: configuration.DATABASE_URL,
            poolSize: configuration.DATABASE_POOL_SIZE,
            connectTimeout: configuration.DATABASE_CONNECT_TIMEOUT,
            queryTimeout: configuration.DATABASE_QUERY_TIMEOUT,
            pipeline: configuration.DATABASE_PREPARED_STATEMENTS,
          }),
          logging: false,
          ...(listens ? {} : { retryAttempts: 0 }),
        }),
        TerminusModule.forRoot({ logger: false }),
        DiscoveryModule,
        queuesModule(),
      ],
      controllers: listens ? [ProbesController, OpenApiController] : [],
      providers: [...shared, Probes, Endpoints, ...(listens ? [OperatorServer, OpenApiPage, QueueMetrics] : [])],
      exports: [...shared, Probes],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.disconnect();
    await this.tracing.stop();
  }
}
