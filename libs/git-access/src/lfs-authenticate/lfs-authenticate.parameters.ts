import { IdField, RawField, TextField } from '@app/platform';

/**
 * Parameters of `POST /internal/lfs_authenticate` (git-access.md 4). `operation` is not among them: it says nothing that the
 * answer depends on, and is not validated.
 */
export class LfsAuthenticateParameters {
  @IdField() key_id?: number | null;
  @IdField() user_id?: number | null;
  @TextField() username?: string;
  /** Names nobody here, and nobody else is looked for beside it (git-access.md 2.4). */
  @RawField() krb5principal?: unknown;
  @TextField() gl_repository?: string;
  @TextField() project?: string;
}
