import { Command } from 'nest-commander';
import { statSync } from 'node:fs';
import { Choice, Text } from '../grammar/fields.js';
import { asTable } from '../grammar/present.js';
import { Progress } from '../grammar/progress.js';
import { Report } from '../grammar/report.js';
import { Resource, Verb } from '../grammar/resource.js';
import { Importables } from './importables.js';
import { Importer, type Importable } from './importer.js';
import { readRows } from './read-rows.js';

class ImportOptions {
  @Text('file, or - for standard input', { required: true }) file: string;
  @Choice('what it holds, by the ending of its name unless given', { csv: 'csv', jsonl: 'jsonl' })
  format?: 'csv' | 'jsonl';
}

@Command({ name: 'import', description: 'take in many at once, from CSV with a line of names or from JSON lines' })
export class ImportCommand extends Resource {
  constructor(
    private readonly importer: Importer,
    private readonly importables: Importables,
    private readonly progress: Progress,
  ) {
    super();
  }

  @Verb('users', 'columns as the options of "users create"', ImportOptions)
  users(options: ImportOptions): Promise<Report> {
    return this.takeIn(options, this.importables.users);
  }

  @Verb('groups', 'columns as the options of "groups create"', ImportOptions)
  groups(options: ImportOptions): Promise<Report> {
    return this.takeIn(options, this.importables.groups);
  }

  @Verb('projects', 'columns as the options of "projects create"', ImportOptions)
  projects(options: ImportOptions): Promise<Report> {
    return this.takeIn(options, this.importables.projects);
  }

  @Verb('members', 'columns as the options of "members create"; changes those that there are', ImportOptions)
  members(options: ImportOptions): Promise<Report> {
    return this.takeIn(options, this.importables.members);
  }

  @Verb('keys', 'columns as the options of "keys create"', ImportOptions)
  keys(options: ImportOptions): Promise<Report> {
    return this.takeIn(options, this.importables.keys);
  }

  private async takeIn<Row extends object>(
    { file, format }: ImportOptions,
    importable: Importable<Row>,
  ): Promise<Report> {
    const size = sizeOf(file);
    const bar = this.progress.start('bytes');
    try {
      const rows = readRows(file, format ?? (file.endsWith('.csv') ? 'csv' : 'jsonl'));
      const result = await this.importer.run(rows, importable, ({ bytes }) => bar.update(bytes, Math.max(size, bytes)));
      for (const { line, problem } of result.problems) this.terminal.tell(`line ${line}: ${problem}`);
      const { made, there, problems } = result;
      const summary = { made, there, refused: problems.length };
      return new Report({ ...summary, problems }, asTable(summary) ?? '', problems.length === 0);
    } finally {
      bar.stop();
    }
  }
}

/** Bytes; 0 where nobody knows. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
