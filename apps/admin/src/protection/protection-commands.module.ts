import { Module } from '@nestjs/common';
import { ProtectionModule } from '@app/git-access';
import { GrammarModule } from '../grammar/grammar.module.js';
import { BannersCommand } from './banners.command.js';
import { Levels } from './levels.js';
import { ProtectedBranchesCommand } from './protected-branches.command.js';
import { ProtectedTagsCommand } from './protected-tags.command.js';

@Module({
  imports: [GrammarModule, ProtectionModule],
  providers: [Levels, ProtectedBranchesCommand, ProtectedTagsCommand, BannersCommand],
})
export class ProtectionCommandsModule {}
