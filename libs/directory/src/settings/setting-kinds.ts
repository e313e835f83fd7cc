type Kind = 'boolean' | 'whole' | 'text';

interface SettingKind {
  readonly kind: Kind;
  /** May be empty: `NULL`. */
  readonly nullable?: boolean;
}

const flag: SettingKind = { kind: 'boolean' };
const whole: SettingKind = { kind: 'whole' };
const text: SettingKind = { kind: 'text', nullable: true };
const wholeOrNone: SettingKind = { kind: 'whole', nullable: true };

/** What this service reads of `application_settings` (schema.md 2.24); a setting that nobody reads is not offered. */
export const SETTING_KINDS = {
  admin_mode: flag,
  check_namespace_plan: flag,
  custom_http_clone_url_root: text,
  default_branch_name: text,
  default_branch_protection: wholeOrNone,
  default_project_creation: whole,
  default_projects_limit: wholeOrNone,
  disable_personal_access_tokens: flag,
  dsa_key_restriction: whole,
  ecdsa_key_restriction: whole,
  ecdsa_sk_key_restriction: whole,
  ed25519_key_restriction: whole,
  ed25519_sk_key_restriction: whole,
  email_confirmation_setting: wholeOrNone,
  enabled_git_access_protocol: text,
  enforce_terms: flag,
  git_two_factor_session_expiry: whole,
  maintenance_mode: flag,
  max_personal_access_token_lifetime: wholeOrNone,
  personal_access_token_prefix: text,
  receive_max_input_size: wholeOrNone,
  require_personal_access_token_expiry: flag,
  restricted_visibility_levels: text,
  rsa_key_restriction: whole,
  send_user_confirmation_email: flag,
} as const satisfies Record<string, SettingKind>;

export type SettingName = keyof typeof SETTING_KINDS;

export const SETTING_NAMES = Object.keys(SETTING_KINDS) as SettingName[];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTING_KINDS, name);

const LARGEST = 2 ** 31 - 1;

/** The value that a text means for a setting, nothing meaning `NULL`; or undefined when it means none. */
export function parseSetting(name: SettingName, written: string): boolean | number | string | null | undefined {
  const { kind, nullable = false }: SettingKind = SETTING_KINDS[name];
  if (written === '') return nullable ? null : undefined;
  switch (kind) {
    case 'boolean':
      return written === 'true' ? true : written === 'false' ? false : undefined;
    case 'whole':
      return /^-?\d{1,10}$/.test(written) && Math.abs(Number(written)) <= LARGEST ? Number(written) : undefined;
    case 'text':
      return written.includes('\0') ? undefined : written;
  }
}
