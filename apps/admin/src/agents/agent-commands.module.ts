import { Module } from '@nestjs/common';
import { KubernetesModule } from '@app/kubernetes';
import { GrammarModule } from '../grammar/grammar.module.js';
import { AgentTokensCommand } from './agent-tokens.command.js';
import { AgentsCommand } from './agents.command.js';

@Module({ imports: [GrammarModule, KubernetesModule], providers: [AgentsCommand, AgentTokensCommand] })
export class AgentCommandsModule {}
