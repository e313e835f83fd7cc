import { Module } from '@nestjs/common';
import { OutboxJobs, QueueJobs } from '@app/platform';
import { GrammarModule } from '../grammar/grammar.module.js';
import { QueueCommand } from './queue.command.js';
import { RebuildAuthorizationsCommand } from './rebuild-authorizations.command.js';
import { SecretsCommand } from './secrets.command.js';

@Module({
  imports: [GrammarModule],
  providers: [OutboxJobs, QueueJobs, QueueCommand, SecretsCommand, RebuildAuthorizationsCommand],
})
export class OperationCommandsModule {}
