import { Inject, Injectable } from '@nestjs/common';
import { Configuration, Database } from '@app/platform';
import { INSTANCE_SETTINGS, type InstanceSettingsRow } from './instance-settings.sql.js';

/** What an operator of GitLab sets in the admin area, as far as endpoints ask for it (schema.md 2.24). */
export interface Settings {
  readonly personalAccessTokenExpiryRequired: boolean;
  /** Days; null: no limit of the operator's own. */
  readonly maxPersonalAccessTokenLifetime: number | null;
  readonly personalAccessTokensDisabled: boolean;
  /** Minutes for which one second factor opens Git over SSH. */
  readonly gitTwoFactorSessionMinutes: number;
  /** Begins HTTP clone URLs in place of the instance's address; null: it does not. */
  readonly customHttpCloneUrlRoot: string | null;
  readonly enforceTerms: boolean;
  /** People with an unconfirmed address may not sign in. */
  readonly confirmationRequired: boolean;
}

interface Reading {
  /** Milliseconds of the monotonic clock at which the read began. */
  readonly begun: number;
  readonly settings: Promise<Settings>;
}

/**
 * The settings of the instance, read once for many requests. An operator's change takes effect in every process within
 * `INSTANCE_SETTINGS_SECONDS` (5 unless set otherwise), without a restart; 0 reads them for every request.
 * The age is measured by a clock that nobody sets, so the bound holds whatever happens to the time of day.
 */
@Injectable()
export class InstanceSettings {
  private latest: Reading | undefined;

  constructor(
    private readonly database: Database,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** Requests that come while the settings are being read wait for the same read; a read that fails is not kept. */
  current(): Promise<Settings> {
    const now = performance.now();
    if (this.latest === undefined || now - this.latest.begun >= this.configuration.INSTANCE_SETTINGS_SECONDS * 1000) {
      const reading: Reading = { begun: now, settings: this.read() };
      this.latest = reading;
      reading.settings.catch(() => {
        if (this.latest === reading) this.latest = undefined;
      });
    }
    return this.latest.settings;
  }

  private async read(): Promise<Settings> {
    // Many requests wait for this reading: none of them may take it along when it ends.
    const [row] = await this.database.query<InstanceSettingsRow>(INSTANCE_SETTINGS, [], null);
    if (row === undefined) throw new Error('application_settings has no row');
    return {
      personalAccessTokenExpiryRequired: row.require_personal_access_token_expiry,
      maxPersonalAccessTokenLifetime: row.max_personal_access_token_lifetime,
      personalAccessTokensDisabled: row.disable_personal_access_tokens,
      gitTwoFactorSessionMinutes: row.git_two_factor_session_expiry,
      customHttpCloneUrlRoot: row.custom_http_clone_url_root === '' ? null : row.custom_http_clone_url_root,
      enforceTerms: row.enforce_terms ?? false,
      confirmationRequired: row.confirmation_required,
    };
  }
}
