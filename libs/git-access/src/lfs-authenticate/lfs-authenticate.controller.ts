import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters, Reply } from '@app/platform';
import { LfsAuthenticateParameters } from './lfs-authenticate.parameters.js';
import { LfsAuthenticateService, type LfsRefusal } from './lfs-authenticate.service.js';

/** The texts differ in one letter, as the original's do. */
const MESSAGES: Readonly<Record<LfsRefusal, string>> = { repository: '404 Not Found', actor: '404 Not found' };

/** `POST /internal/lfs_authenticate`: `git-lfs-authenticate` and `git-lfs-transfer` over SSH, after `/allowed`. */
@Controller('internal/lfs_authenticate')
@BelongsTo('source_code_management')
@ShellCaller()
export class LfsAuthenticateController {
  constructor(private readonly service: LfsAuthenticateService) {}

  @Post()
  async authenticate(@Parameters() parameters: LfsAuthenticateParameters) {
    const access = await this.service.authenticate(parameters);
    if (typeof access === 'string') return new Reply(404, { message: MESSAGES[access] });
    return {
      username: access.username,
      lfs_token: access.token,
      repository_http_path: access.repositoryUrl,
      expires_in: access.expiresIn,
    };
  }
}
