import { TextField } from '@app/platform';

/** Parameters of `POST /internal/pre_receive` (git-access.md 10). */
export class PreReceiveParameters {
  /** Neither parsed nor looked up; missing counts under the empty name. */
  @TextField() gl_repository?: string;
}
