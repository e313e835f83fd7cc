import { Module } from '@nestjs/common';
import { ExplanationModule } from '@app/git-access';
import { GrammarModule } from '../grammar/grammar.module.js';
import { WhyCommand } from './why.command.js';

@Module({ imports: [GrammarModule, ExplanationModule], providers: [WhyCommand] })
export class WhyCommandModule {}
