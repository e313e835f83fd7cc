import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Days for which the first partitions are made; the worker goes on from there. */
const FIRST = "(now() AT TIME ZONE 'UTC')::date, 2, 30";

/** The log of what was decided, one partition a day. */
export class AccessDecisions1764000230000 implements MigrationInterface {
  name = 'AccessDecisions1764000230000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE internal_api.access_decisions (
        id uuid NOT NULL,
        decided_at timestamptz NOT NULL,
        correlation_id text,
        actor text NOT NULL,
        key_id bigint,
        user_id bigint,
        username text,
        project_id bigint,
        repository text,
        action text NOT NULL,
        protocol text NOT NULL,
        address text,
        refs integer,
        refs_digest text,
        verdict text NOT NULL,
        rule text,
        message text,
        http_status integer NOT NULL,
        duration_ms double precision NOT NULL,
        CONSTRAINT access_decisions_pkey PRIMARY KEY (decided_at, id)
      ) PARTITION BY RANGE (decided_at);
      CREATE INDEX index_access_decisions_on_user_id ON internal_api.access_decisions (user_id, decided_at, id);
      CREATE INDEX index_access_decisions_on_project_id ON internal_api.access_decisions (project_id, decided_at, id);
      CREATE INDEX index_access_decisions_on_correlation_id ON internal_api.access_decisions (correlation_id);
      -- No row is refused for want of its day.
      CREATE TABLE internal_api.access_decisions_default PARTITION OF internal_api.access_decisions DEFAULT;`);
    await runner.query(KEEP_PARTITIONS);
    await runner.query(`SELECT * FROM internal_api.keep_access_decisions(${FIRST})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION internal_api.keep_access_decisions(date, integer, integer)');
    await runner.query('DROP TABLE internal_api.access_decisions');
  }
}

/**
 * Makes the partitions of today and of the days ahead, and of any day whose rows had to go to the default partition;
 * drops those that are older than `kept` days. Safe to repeat and to run at the same time: one does it, the others
 * return at once.
 */
const KEEP_PARTITIONS = `
  CREATE FUNCTION internal_api.keep_access_decisions(today date, ahead integer, kept integer, OUT made integer, OUT dropped integer)
  LANGUAGE plpgsql AS $$
  DECLARE
    days date[];
    day date;
    part text;
    first_moment text;
    next_moment text;
  BEGIN
    made := 0;
    dropped := 0;
    IF NOT pg_try_advisory_xact_lock(hashtext('internal_api.access_decisions')) THEN RETURN; END IF;
    -- Somebody who reads for long must not make the writers wait behind us.
    PERFORM set_config('lock_timeout', '5s', true);

    -- Dropping locks the whole table, so it comes before any lock on a part of it: a writer takes them in this order.
    FOR part IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'internal_api.access_decisions'::regclass AND c.relname ~ '^access_decisions_[0-9]{8}$'
         AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - kept
    LOOP
      EXECUTE format('DROP TABLE internal_api.%I', part);
      dropped := dropped + 1;
    END LOOP;

    SELECT array_agg(DISTINCT wanted) INTO days FROM (
      SELECT today + n FROM generate_series(0, ahead) n
      UNION ALL
      SELECT (decided_at AT TIME ZONE 'UTC')::date FROM internal_api.access_decisions_default
    ) d (wanted) WHERE wanted BETWEEN today - kept AND today + ahead;

    FOREACH day IN ARRAY days LOOP
      part := 'access_decisions_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass(format('internal_api.%I', part)) IS NOT NULL;
      first_moment := to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00';
      next_moment := to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00';
      -- Rows that came before their partition move into it, and nobody adds to them meanwhile.
      LOCK TABLE internal_api.access_decisions_default IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('CREATE TABLE internal_api.%I (LIKE internal_api.access_decisions INCLUDING DEFAULTS)', part);
      EXECUTE format(
        'WITH early AS (DELETE FROM internal_api.access_decisions_default WHERE decided_at >= %L AND decided_at < %L RETURNING *)
         INSERT INTO internal_api.%I SELECT * FROM early', first_moment, next_moment, part);
      EXECUTE format('ALTER TABLE internal_api.access_decisions ATTACH PARTITION internal_api.%I FOR VALUES FROM (%L) TO (%L)',
        part, first_moment, next_moment);
      made := made + 1;
    END LOOP;

    DELETE FROM internal_api.access_decisions_default
     WHERE decided_at < (to_char(today - kept, 'YYYY-MM-DD') || ' 00:00:00+00')::timestamptz;
  END $$`;
