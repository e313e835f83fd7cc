import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import {
  BelongsTo,
  Clock,
  Database,
  IdField,
  Parameters,
  RawField,
  requestFields,
  storableText,
  TextField,
} from '@app/platform';
import { randomUUID } from 'node:crypto';
import { INSERT_GIT_AUDIT_EVENT } from './git-audit-event.sql.js';
import { packfileStats } from './packfile-stats.js';

/** Parameters of `POST /internal/shellhorse/git_audit_event` (clients.md 2.9). */
export class GitAuditEventParameters {
  @TextField() action?: string;
  @TextField() protocol?: string;
  @TextField() gl_repository?: string;
  @TextField() username?: string;
  @IdField() key_id?: number | null;
  @TextField() check_ip?: string;
  @TextField() namespace_path?: string;
  @TextField() changes?: string;
  @RawField() packfile_stats?: unknown;
}

/** Characters of a reported text. */
const LONGEST = 1_000;

/**
 * `POST /internal/shellhorse/git_audit_event`: gitlab-shell of 14.31 and later, when a pull or push is over whose `/allowed`
 * said `need_audit`. The shell repeats a report whose answer was lost, under the same correlation id.
 */
@Controller('internal/shellhorse/git_audit_event')
@BelongsTo('source_code_management')
@ShellCaller()
export class GitAuditEventController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Post()
  async record(@Parameters() event: GitAuditEventParameters) {
    await this.database.query(INSERT_GIT_AUDIT_EVENT, [
      requestFields()?.correlation_id ?? randomUUID(),
      shortened(event.action) ?? '',
      shortened(event.protocol) ?? '',
      shortened(event.gl_repository) ?? '',
      shortened(event.username),
      event.key_id ?? null,
      shortened(event.check_ip),
      shortened(event.namespace_path),
      shortened(event.changes),
      packfileStats(event.packfile_stats),
      this.clock.now(),
    ]);
    return {};
  }
}

const shortened = (text: string | undefined): string | null =>
  text === undefined ? null : storableText(text.slice(0, LONGEST));
