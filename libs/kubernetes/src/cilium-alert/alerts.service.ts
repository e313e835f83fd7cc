import { Injectable } from '@nestjs/common';
import { Clock, Database, Logger, type Queries } from '@app/platform';
import { alertFields, type AlertFields } from './alert-fields.js';
import { COUNT_ALERT, CREATE_ALERT, LOCK_ALERT_NUMBERS } from './alerts.sql.js';
import { measureJson } from '../json/json-tokens.js';
import { readJson, stringsOf, type JsonObject } from '../json/lossless-json.js';
import { isStorableText } from '../json/storable.js';

/** Bytes of the compact alert, and levels of it (kubernetes.md 5.2). */
const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 100;

/** SQLSTATE classes of values that the database does not take: data exceptions and broken constraints. */
const REFUSED_BY_DATABASE = /^2[23]/;

/** What became of an alert. */
export type AlertOutcome = 'created' | 'counted' | 'refused';

/** Keeps the alerts of Cilium, each once for as long as it is open (kubernetes.md 5). */
@Injectable()
export class AlertsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Stores an alert of a project, or counts it onto the open one with the same fingerprint. `text`: a JSON object. */
  async receive(projectId: number, text: string): Promise<AlertOutcome> {
    const { bytes, depth } = measureJson(text);
    if (bytes > MAX_BYTES || depth > MAX_DEPTH) return 'refused';
    const alert = readJson(text) as JsonObject;
    for (const string of stringsOf(alert)) if (!isStorableText(string)) return 'refused';
    const fields = alertFields(alert, this.clock.now());
    try {
      return await this.store(projectId, fields);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (typeof code !== 'string' || !REFUSED_BY_DATABASE.test(code)) throw error;
      this.logger.warn('alert not stored', { gl_project_id: projectId, error_code: code });
      return 'refused';
    }
  }

  /** Most alerts are repeats: those need one statement and no lock but the alert's own. */
  private async store(projectId: number, fields: AlertFields): Promise<AlertOutcome> {
    if (await count(this.database, projectId, fields.fingerprint)) return 'counted';
    return this.database.transaction(async (queries) => {
      await queries.query(LOCK_ALERT_NUMBERS, [projectId]);
      // Whoever held the numbers before may have made this very alert.
      if (await count(queries, projectId, fields.fingerprint)) return 'counted';
      await queries.query(CREATE_ALERT, [
        projectId,
        fields.title,
        fields.description,
        fields.severity,
        fields.service,
        fields.hosts,
        fields.startedAt,
        fields.environmentName,
        fields.fingerprint,
        fields.payload,
        this.clock.now(),
      ]);
      return 'created';
    });
  }
}

async function count(queries: Queries, projectId: number, fingerprint: Buffer | null): Promise<boolean> {
  if (fingerprint === null) return false;
  const rows = await queries.query(COUNT_ALERT, [projectId, fingerprint]);
  return rows.length > 0;
}
