import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '@app/auth';
import { BillingWorkerModule } from '@app/billing';
import { DirectoryWorkerModule } from '@app/directory';
import { GitAccessWorkerModule } from '@app/git-access';
import { PlatformModule, type Configuration } from '@app/platform';
import { schemas } from '../../schemas.js';
import { QueuesPage } from './queues/queues-page.js';

/** The process that consumes what the API has promised. */
@Module({})
export class WorkerModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forProcess({ service: 'internal-api-worker', configuration, schemas }),
        AuthModule,
        DiscoveryModule,
        DirectoryWorkerModule,
        GitAccessWorkerModule,
        BillingWorkerModule,
      ],
      providers: [QueuesPage],
    };
  }
}
