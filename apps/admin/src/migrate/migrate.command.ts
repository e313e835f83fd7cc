import { InjectDataSource } from '@nestjs/typeorm';
import { Command, CommandRunner } from 'nest-commander';
import type { DataSource } from 'typeorm';

/** Any number, as long as it is always the same: whoever migrates this database holds it. */
const MIGRATION_LOCK = 7_105_420_113;

/** `admin migrate`: brings the schema up to this release. Runs that start together wait for each other. */
@Command({ name: 'migrate', description: 'bring the database schema up to this release' })
export class MigrateCommand extends CommandRunner {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
  }

  async run(): Promise<void> {
    const lock = this.dataSource.createQueryRunner();
    try {
      // A transaction's lock, not a session's: it also holds behind a pgbouncer in transaction mode.
      await lock.startTransaction();
      await lock.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      const done = await this.dataSource.runMigrations({ transaction: 'all' });
      await lock.commitTransaction();
      const names = done.map(({ name }) => name).join(', ');
      process.stderr.write(done.length === 0 ? 'the schema is up to date\n' : `migrated: ${names}\n`);
    } finally {
      await lock.release();
    }
  }
}
