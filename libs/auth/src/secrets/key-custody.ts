import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BootError, Configuration, Database, type Statement } from '@app/platform';
import { createHash } from 'node:crypto';
import { Secrets } from './secrets.js';

/** SQLSTATE of a table that no migration has made yet: nothing is stored there that could become unreadable. */
const UNDEFINED_TABLE = '42P01';

/** $1 name, $2 fingerprint. The first key base that meets a database stays its key base. */
const REMEMBER: Statement = {
  name: 'key_base_remember',
  text: `
    INSERT INTO internal_api.key_base_fingerprints (name, fingerprint) VALUES ($1, $2)
    ON CONFLICT (name) DO NOTHING`,
};

/** $1 name. A statement of its own: it sees what another process has remembered at the same moment. */
const RECALL: Statement = {
  name: 'key_base_recall',
  text: `SELECT fingerprint FROM internal_api.key_base_fingerprints WHERE name = $1`,
};

/**
 * Refuses to start on a database whose tokens were digested with another key base: every one of them would be unknown,
 * and new ones would be lost with the wrong file (schema.md 3).
 */
@Injectable()
export class KeyCustody implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  async onModuleInit(): Promise<void> {
    const { DB_KEY_BASE_FILE, OTP_KEY_BASE_FILE } = this.configuration;
    await this.check('db_key_base', this.secrets.dbKeyBase, DB_KEY_BASE_FILE);
    await this.check('otp_key_base', this.secrets.otpKeyBase, OTP_KEY_BASE_FILE);
  }

  private async check(name: string, keyBase: string, path: string): Promise<void> {
    const fingerprint = createHash('sha256').update(keyBase).digest('hex').slice(0, 16);
    const stored = await this.remember(name, fingerprint);
    if (stored !== undefined && stored !== fingerprint) {
      throw new BootError(`${path} is not the ${name} of this database: fingerprint ${fingerprint}, stored ${stored}`);
    }
  }

  /** The stored fingerprint; undefined when there is no table yet, or none on a read-only copy. */
  private async remember(name: string, fingerprint: string): Promise<string | undefined> {
    try {
      if (!this.configuration.DATABASE_READ_ONLY) await this.database.query(REMEMBER, [name, fingerprint]);
      const [row] = await this.database.query<{ fingerprint: string }>(RECALL, [name]);
      return row?.fingerprint;
    } catch (error) {
      if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return undefined;
      throw error;
    }
  }
}
