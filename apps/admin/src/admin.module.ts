import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '@app/auth';
import { DirectoryModule } from '@app/directory';
import { KubernetesModule } from '@app/kubernetes';
import { PlatformModule, type Configuration } from '@app/platform';
import { InjectCommander } from 'nest-commander';
import { schemas } from '../../schemas.js';
import { AgentCommandsModule } from './agents/agent-commands.module.js';
import { DecisionsCommandModule } from './decisions/decisions-command.module.js';
import { DemoLoader } from './demo/demo-loader.js';
import { DemoCommand } from './demo/demo.command.js';
import { DirectoryCommandsModule } from './directory/directory-commands.module.js';
import { GrammarModule } from './grammar/grammar.module.js';
import type { Program } from './grammar/admin-command.js';
import { ImportCommandModule } from './import/import-command.module.js';
import { InstanceCommandsModule } from './instance/instance-commands.module.js';
import { KeyCommandsModule } from './keys/key-commands.module.js';
import { MigrateCommand } from './migrate/migrate.command.js';
import { OperationCommandsModule } from './operation/operation-commands.module.js';
import { ProtectionCommandsModule } from './protection/protection-commands.module.js';
import { ReferenceCommand } from './reference/reference.command.js';
import { WhyCommandModule } from './why/why-command.module.js';

/** The operator's command line. */
@Module({})
export class AdminModule {
  constructor(@InjectCommander() program: Program) {
    program.name('admin').description("the operator's command line; every command explains itself with --help");
  }

  static forConfiguration(configuration: Configuration): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        PlatformModule.forProcess({ service: 'internal-api-admin', configuration, schemas, listens: false }),
        AuthModule,
        DirectoryModule,
        KubernetesModule,
        GrammarModule,
        DirectoryCommandsModule,
        KeyCommandsModule,
        ProtectionCommandsModule,
        AgentCommandsModule,
        InstanceCommandsModule,
        ImportCommandModule,
        WhyCommandModule,
        DecisionsCommandModule,
        OperationCommandsModule,
      ],
      providers: [ReferenceCommand, MigrateCommand, DemoCommand, DemoLoader],
    };
  }
}
