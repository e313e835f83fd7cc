import { Module } from '@nestjs/common';
import { PublicKeysModule } from '@app/keys';
import { GrammarModule } from '../grammar/grammar.module.js';
import { DeployKeysCommand } from './deploy-keys.command.js';
import { KeysCommand } from './keys.command.js';

@Module({ imports: [GrammarModule, PublicKeysModule], providers: [KeysCommand, DeployKeysCommand] })
export class KeyCommandsModule {}
