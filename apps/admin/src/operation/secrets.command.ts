import { Inject } from '@nestjs/common';
import { checkSecrets, type CheckedSecret } from '@app/auth';
import { Configuration } from '@app/platform';
import { Command } from 'nest-commander';
import { asTable } from '../grammar/present.js';
import { Report } from '../grammar/report.js';
import { Resource, Verb } from '../grammar/resource.js';
import { checkDatabase, checkRedis } from './store-checks.js';

/** Works where nothing else does: it makes no secret, wants no schema and no store that answers. */
@Command({ name: 'secrets', description: 'secret files, and the stores that they belong to' })
export class SecretsCommand extends Resource {
  constructor(@Inject(Configuration) private readonly configuration: Configuration) {
    super();
  }

  @Verb('check', 'look at secret files and stores; exit code 1 when something is wrong')
  async check(): Promise<Report> {
    const [{ store, keyBases }, redis] = await Promise.all([
      checkDatabase(this.configuration),
      checkRedis(this.configuration),
    ]);
    const secrets = checkSecrets(this.configuration).map((secret) => withCustody(secret, keyBases));
    const stores = [store, redis];
    const text = [asTable(secrets), asTable(stores)].join('\n');
    return new Report(
      { secrets, stores },
      text,
      [...secrets, ...stores].every(({ problem }) => problem === null),
    );
  }
}

/** The database remembers more of a fingerprint than people compare. */
function withCustody(secret: CheckedSecret, keyBases: ReadonlyMap<string, string>): CheckedSecret {
  const stored = keyBases.get(secret.name);
  if (secret.fingerprint === null || stored === undefined || stored.startsWith(secret.fingerprint)) return secret;
  return { ...secret, problem: `is not the one of this database: ${stored.slice(0, secret.fingerprint.length)}` };
}
