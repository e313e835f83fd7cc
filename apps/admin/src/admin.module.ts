import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '@app/auth';
import { DirectoryModule } from '@app/directory';
import { KubernetesModule } from '@app/kubernetes';
import { PlatformModule, type Configuration } from '@app/platform';
import { schemas } from '../../schemas.js';
import { DemoLoader } from './demo/demo-loader.js';
import { DemoCommand } from './demo/demo.command.js';
import { MigrateCommand } from './migrate/migrate.command.js';

/** The operator's command line. */
@Module({})
export class AdminModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        PlatformModule.forProcess({ service: 'internal-api-admin', configuration, schemas, listens: false }),
        AuthModule,
        DirectoryModule,
        KubernetesModule,
      ],
      providers: [MigrateCommand, DemoCommand, DemoLoader],
    };
  }
}
