import { Module } from '@nestjs/common';
import { DirectoryModule } from '@app/directory';
import { Names } from './names.js';
import { Progress } from './progress.js';
import { Terminal } from './terminal.js';

/** What all commands are made with. */
@Module({
  imports: [DirectoryModule],
  providers: [Names, Progress, Terminal],
  exports: [DirectoryModule, Names, Progress, Terminal],
})
export class GrammarModule {}
