import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which key bases the stored tokens and ciphers were made with. */
export class KeyBases1764000160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE internal_api.key_base_fingerprints (
        name text NOT NULL CONSTRAINT key_base_fingerprints_pkey PRIMARY KEY,
        fingerprint text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE internal_api.key_base_fingerprints`);
  }
}
