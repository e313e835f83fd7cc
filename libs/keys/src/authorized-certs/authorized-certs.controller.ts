import { Controller, Get } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters, Reply, TextField } from '@app/platform';
import { AuthorizedCertsService } from './authorized-certs.service.js';

export class AuthorizedCertsParameters {
  /** SHA-256 fingerprint of the key that signed the certificate: 43 characters of Base64. */
  @TextField() key?: string;
  /** The certificate's key id: a user name or an e-mail address. */
  @TextField() user_identifier?: string;
}

/** `GET /internal/authorized_certs`: gitlab-sshd, for a certificate of a group's authority. */
@Controller('internal/authorized_certs')
@BelongsTo('source_code_management')
@ShellCaller()
export class AuthorizedCertsController {
  constructor(private readonly service: AuthorizedCertsService) {}

  @Get()
  async find(@Parameters() { key = '', user_identifier = '' }: AuthorizedCertsParameters) {
    const found = await this.service.find(key, user_identifier);
    if ('status' in found) return new Reply(found.status, { message: found.message });
    return { success: true, namespace: found.namespace, username: found.username };
  }
}
