import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** The certificate is its own authority. */
  readonly certificateFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Makes a certificate for `localhost`, good for a day. */
export function makeCertificate(folder: string): Certificate {
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...words, ...names, '-keyout', keyFile, '-out', certificateFile], { stdio: 'pipe' });
  return { certificateFile, cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
}
