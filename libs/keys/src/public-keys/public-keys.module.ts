import { Module } from '@nestjs/common';
import { Keys } from './keys.js';

/** Makes and removes keys: for operators and demo data, apart from the endpoints. */
@Module({ providers: [Keys], exports: [Keys] })
export class PublicKeysModule {}
