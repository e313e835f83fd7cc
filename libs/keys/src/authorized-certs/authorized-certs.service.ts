import { Inject, Injectable } from '@nestjs/common';
import { Clock, Configuration, Database } from '@app/platform';
import { parseFingerprint } from '../authorized-keys/offered-key.js';
import { CERTIFICATE_GROUPS, type CertificateGroupRow } from './authorized-certs.sql.js';

/** Who logs in with a certificate, and the group outside of which they may do nothing. */
export interface CertificateLogin {
  readonly username: string;
  /** Full path of the group. */
  readonly namespace: string;
}

export interface CertificateRefusal {
  readonly status: number;
  readonly message: string;
}

const refusals = {
  noCertificate: { status: 404, message: 'Certificate Not Found' },
  noUser: { status: 404, message: 'User Not Found' },
  notEnterprise: { status: 403, message: 'Not an Enterprise User of the group' },
} as const satisfies Record<string, CertificateRefusal>;

/** Logins by certificates of a group's authority (git-access.md 12.3); none while `SSH_CERTIFICATES` is off. */
@Injectable()
export class AuthorizedCertsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The first group that lets the person in; else the refusal of the last one that trusts the authority. */
  async find(authority: string, identifier: string): Promise<CertificateLogin | CertificateRefusal> {
    const fingerprint = parseFingerprint(authority)?.sha256 ?? null;
    if (!this.configuration.SSH_CERTIFICATES || fingerprint === null) return refusals.noCertificate;
    let refusal: CertificateRefusal = refusals.noCertificate;
    for (const group of await this.groups(fingerprint, identifier)) {
      const judged = judge(group);
      if ('username' in judged) return judged;
      refusal = judged;
    }
    return refusal;
  }

  private groups(fingerprint: Buffer, identifier: string): Promise<CertificateGroupRow[]> {
    // User names and addresses are ASCII here; a look-alike that folds to one must not become somebody.
    const named = /^[\x21-\x7e]+$/.test(identifier) ? identifier : null;
    const isAddress = named?.includes('@') ?? false;
    return this.database.query<CertificateGroupRow>(CERTIFICATE_GROUPS, [
      fingerprint,
      isAddress ? named : null,
      isAddress ? null : named,
      this.clock.today(),
    ]);
  }
}

function judge({
  namespace,
  username,
  member,
  enterprise,
}: CertificateGroupRow): CertificateLogin | CertificateRefusal {
  if (username === null || !member) return refusals.noUser;
  return enterprise === true ? { username, namespace } : refusals.notEnterprise;
}
