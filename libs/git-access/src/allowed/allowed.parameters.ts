import { IdField, RawField, TextField } from '@app/platform';

/** Parameters of `POST /internal/allowed` (git-access.md 3.1). None is required: what is missing decides like nothing. */
export class AllowedParameters {
  @TextField() action?: string;
  @TextField() protocol?: string;
  @TextField() project?: string;
  @TextField() gl_repository?: string;
  /** `_any`, or lines of `<old> <new> <ref>`. */
  @RawField() changes?: unknown;
  @IdField() key_id?: number | null;
  @IdField() user_id?: number | null;
  @TextField() username?: string;
  /** Names a Kerberos identity. None is known here, so it names nobody. */
  @TextField() krb5principal?: string;
  /** Address of the SSH client; Gitaly does not know it. */
  @RawField() check_ip?: unknown;
  /** The namespace that a certificate opens; everything outside it does not exist then. */
  @RawField() namespace_path?: unknown;
  /** JSON text, or the object itself. */
  @RawField() env?: unknown;
  /** Where Gitaly keeps the repository for the time of a push; to be said again in questions about it (gitaly.md 3.3). */
  @TextField() relative_path?: string;
}
