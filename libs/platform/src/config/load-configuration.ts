import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { join } from 'node:path';
import { Configuration } from './configuration.js';
import { parseStorages, type StorageConfiguration } from './storages.js';

type Environment = Record<string, string | undefined>;

/** A setting that is missing or unusable. The message names every offending key, one after another. */
export class ConfigurationError extends Error {}

/**
 * The configuration of this environment, checked and frozen. Unknown variables are ignored, empty ones count as unset.
 * @throws ConfigurationError naming every bad key
 */
export function loadConfiguration(environment: Environment): Configuration {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const dataDir = given.DATA_DIR ?? '.data';
  const file = (name: string): string => join(dataDir, name);
  const shellSecret = given.SHELL_SECRET_FILE ?? file('gitlab_shell_secret');
  const kasSecret = given.KAS_SECRET_FILE ?? file('gitlab_kas_secret');
  const problems: string[] = [];

  let storages: Record<string, StorageConfiguration> = {};
  try {
    storages = parseStorages(given.GITALY_STORAGES);
  } catch (error) {
    problems.push(`GITALY_STORAGES ${(error as Error).message}`);
  }

  const configuration = plainToInstance(
    Configuration,
    {
      SHELL_SECRET_FILE: shellSecret,
      SHELL_SECRET_PREVIOUS_FILE: `${shellSecret}_previous`,
      KAS_SECRET_FILE: kasSecret,
      KAS_SECRET_PREVIOUS_FILE: `${kasSecret}_previous`,
      DB_KEY_BASE_FILE: file('db_key_base'),
      OTP_KEY_BASE_FILE: file('otp_key_base'),
      ...given,
      GITALY_STORAGES: storages,
    },
    { exposeDefaultValues: true },
  );
  for (const failure of validateSync(configuration, { forbidUnknownValues: false })) {
    problems.push(...Object.values(failure.constraints ?? {}));
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('; '));
  return Object.freeze(configuration);
}
