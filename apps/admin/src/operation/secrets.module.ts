import { Module, type DynamicModule } from '@nestjs/common';
import { Configuration, createPino, Logger } from '@app/platform';
import { pino } from 'pino';
import { Terminal } from '../grammar/terminal.js';
import { SecretsCommand } from './secrets.command.js';

/** `admin secrets` by itself: everything else makes missing secrets at its start, and ends without its stores. */
@Module({})
export class SecretsModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    const logger = new Logger(createPino(configuration.LOG_LEVEL, 'internal-api-admin', pino.destination(2)));
    return {
      module: SecretsModule,
      providers: [
        { provide: Configuration, useValue: configuration },
        { provide: Logger, useValue: logger },
        Terminal,
        SecretsCommand,
      ],
    };
  }
}
