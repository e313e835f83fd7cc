import { Module } from '@nestjs/common';
import { PublicKeysModule } from '@app/keys';
import { GrammarModule } from '../grammar/grammar.module.js';
import { ImportCommand } from './import.command.js';
import { Importables } from './importables.js';
import { Importer } from './importer.js';

@Module({ imports: [GrammarModule, PublicKeysModule], providers: [ImportCommand, Importables, Importer] })
export class ImportCommandModule {}
