-- allowed_facts, as in allowed-before-a-pull.sql

-- decision_log_write
INSERT INTO internal_api.access_decisions (id, decided_at, correlation_id, actor, key_id, user_id, username, project_id, repository, action, protocol, address, refs, refs_digest, verdict, rule, message, http_status, duration_ms)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::integer[], $14::text[], $15::text[], $16::text[], $17::text[], $18::integer[], $19::double precision[])
ON CONFLICT (decided_at, id) DO NOTHING;
