import { Module } from '@nestjs/common';
import { GrammarModule } from '../grammar/grammar.module.js';
import { GroupsCommand } from './groups.command.js';
import { MembersCommand } from './members.command.js';
import { ProjectsCommand } from './projects.command.js';
import { UsersCommand } from './users.command.js';

@Module({ imports: [GrammarModule], providers: [UsersCommand, GroupsCommand, ProjectsCommand, MembersCommand] })
export class DirectoryCommandsModule {}
