import { Module, type DynamicModule } from '@nestjs/common';
import { PlatformModule, type Configuration } from '@app/platform';
import { schemas } from '../../schemas.js';
import { MigrateCommand } from './migrate/migrate.command.js';

/** The operator's command line. */
@Module({})
export class AdminModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    return {
      module: AdminModule,
      imports: [PlatformModule.forProcess({ service: 'internal-api-admin', configuration, schemas })],
      providers: [MigrateCommand],
    };
  }
}
