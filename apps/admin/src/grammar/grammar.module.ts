import { Module } from '@nestjs/common';
import { DirectoryModule } from '@app/directory';
import { Names } from './names.js';
import { Terminal } from './terminal.js';

/** What all commands are made with. */
@Module({ imports: [DirectoryModule], providers: [Names, Terminal], exports: [DirectoryModule, Names, Terminal] })
export class GrammarModule {}
