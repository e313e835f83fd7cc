import { Controller, Get } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters, Reply, TextField } from '@app/platform';

export class LfsObjectParameters {
  /** SHA-256 of the object. */
  @TextField() oid?: string;
  @TextField() gl_repository?: string;
}

/**
 * `GET /internal/lfs`: Gitaly, for the objects behind the LFS pointers of an archive. This service stores no objects, so it
 * has none; Gitaly then reports `error loading LFS object` (git-access.md 12.7, clients.md 3.7).
 */
@Controller('internal/lfs')
@BelongsTo('source_code_management')
@ShellCaller()
export class LfsObjectController {
  @Get()
  find(@Parameters() { oid, gl_repository }: LfsObjectParameters) {
    const missing = [...(oid ? [] : ['oid']), ...(gl_repository ? [] : ['gl_repository'])];
    if (missing.length === 0) return new Reply(404, { message: '404 Not Found' });
    const text = missing.map((name) => `${name} is missing`).join(', ');
    // Clients show nothing but `message` (clients.md row 14).
    return new Reply(400, { error: text, message: text });
  }
}
