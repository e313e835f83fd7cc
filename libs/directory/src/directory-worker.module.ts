import { Module } from '@nestjs/common';
import { StaleAuthorizations } from './authorizations/stale-authorizations.js';

/** What the worker does for the directory: rights that have run out. */
@Module({ providers: [StaleAuthorizations] })
export class DirectoryWorkerModule {}
