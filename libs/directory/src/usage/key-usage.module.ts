import { Module } from '@nestjs/common';
import { KeyUsage } from './key-usage.js';

/** Who notes that a key was used; a library whose endpoints take keys imports this module. */
@Module({ providers: [KeyUsage], exports: [KeyUsage] })
export class KeyUsageModule {}
