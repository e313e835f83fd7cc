import { Controller, Get, Inject } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Configuration, FastLane, Parameters, Reply, TextField } from '@app/platform';
import { presentKey } from './authorized-keys.presenter.js';
import { AuthorizedKeysService } from './authorized-keys.service.js';

export class AuthorizedKeysParameters {
  /** The Base64 blob that OpenSSH offers. */
  @TextField() key?: string;
  /** Undocumented form of 14.0; wins over `key`. */
  @TextField() fingerprint?: string;
}

/** `GET /internal/authorized_keys`: OpenSSH's AuthorizedKeysCommand and gitlab-sshd, for every key that is offered. */
@Controller('internal/authorized_keys')
@BelongsTo('source_code_management', 'high')
@ShellCaller()
export class AuthorizedKeysController {
  private readonly host: string;

  constructor(
    private readonly service: AuthorizedKeysService,
    @Inject(Configuration) configuration: Configuration,
  ) {
    this.host = new URL(configuration.baseUrl).hostname;
  }

  @Get()
  @FastLane()
  async find(@Parameters() parameters: AuthorizedKeysParameters) {
    const key = await this.service.find(parameters);
    // Never 200 without an id: gitlab-sshd would let the stranger in as key 0 (clients.md 0.9).
    return key === undefined ? new Reply(404, { message: '404 Key Not Found' }) : presentKey(key, this.host);
  }
}
