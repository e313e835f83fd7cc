import { Module } from '@nestjs/common';
import { AuthorizationRebuild } from './authorizations/authorization-rebuild.js';
import { Groups } from './groups/groups.js';
import { Memberships } from './memberships/memberships.js';
import { Paths } from './paths/paths.js';
import { People } from './people/people.js';
import { Projects } from './projects/projects.js';
import { SettingChanges } from './settings/setting-changes.js';

/** Makes and changes users, groups, projects, memberships and shares. Whoever only reads needs SQL and no module. */
@Module({
  providers: [Paths, People, Groups, Projects, Memberships, SettingChanges, AuthorizationRebuild],
  exports: [People, Groups, Projects, Memberships, SettingChanges, AuthorizationRebuild],
})
export class DirectoryModule {}
