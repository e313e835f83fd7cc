import { Module } from '@nestjs/common';
import { DecisionLogModule } from '@app/git-access';
import { GrammarModule } from '../grammar/grammar.module.js';
import { DecisionsCommand } from './decisions.command.js';

@Module({ imports: [GrammarModule, DecisionLogModule], providers: [DecisionsCommand] })
export class DecisionsCommandModule {}
