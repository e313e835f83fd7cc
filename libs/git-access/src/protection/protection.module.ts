import { Module } from '@nestjs/common';
import { Banners } from '../banners/banners.js';
import { ProtectedBranches } from './protected-branches.js';
import { ProtectedTags } from './protected-tags.js';

/** What operators set and no endpoint does: rules for branches and tags, and banners. */
@Module({
  providers: [ProtectedBranches, ProtectedTags, Banners],
  exports: [ProtectedBranches, ProtectedTags, Banners],
})
export class ProtectionModule {}
