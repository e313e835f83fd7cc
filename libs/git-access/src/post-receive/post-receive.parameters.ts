import { IdField, TextField, TextListField } from '@app/platform';

/** Parameters of `POST /internal/post_receive` (git-access.md 11). Gitaly sends `push_options: null` for none. */
export class PostReceiveParameters {
  @TextField() gl_repository?: string;
  /** `user-<id>` or `key-<id>`. */
  @TextField() identifier?: string;
  @IdField() key_id?: number | null;
  @IdField() user_id?: number | null;
  @TextField() username?: string;
  /** Lines of `<old> <new> <ref>`, or a list of them. */
  @TextListField() changes: string[];
  @TextListField() push_options: string[];
}
