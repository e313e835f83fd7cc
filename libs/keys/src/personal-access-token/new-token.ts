import type { Settings } from '@app/directory';
import { parseDate } from '@app/platform';

/** Scopes of the 14.0 line; an administrator's are never among them (git-access.md 9). */
const SCOPES = [
  'api',
  'read_api',
  'read_registry',
  'read_repository',
  'read_user',
  'write_registry',
  'write_repository',
] as const;

const REGISTRY_SCOPES: ReadonlySet<string> = new Set(['read_registry', 'write_registry']);

/** Characters; GitLab's own limit. */
const LONGEST_NAME = 255;

/** Days, where expiry is required and the operator has set no limit. */
const LONGEST_LIFE = 365;

/** What a request says of the token that it wants. */
export interface TokenWish {
  readonly name: string | undefined;
  readonly scopes: readonly string[];
  /** As it came. */
  readonly expiresAt: unknown;
}

export interface TokenRules {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly settings: Pick<
    Settings,
    'personalAccessTokenExpiryRequired' | 'maxPersonalAccessTokenLifetime' | 'personalAccessTokensDisabled'
  >;
  /** `REQUIRE_PAT_EXPIRY`, `PAT_ADDITIONAL_SCOPES` (a list), `CONTAINER_REGISTRY_ENABLED` */
  readonly followExpirySetting: boolean;
  readonly additionalScopes: readonly string[];
  readonly registry: boolean;
}

/** A token that may be made. */
export interface ApprovedToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

const failed = (reason: string): string => `Failed to create token: ${reason}`;

export const notPermitted = failed('Not permitted to create');

/** Rows 6 to 13 of git-access.md 9 in their order: the token, or the text of the refusal. */
export function approveToken(wish: TokenWish, rules: TokenRules): ApprovedToken | string {
  const { name } = wish;
  if (name === undefined || name.trim() === '') return 'No token name specified';
  const scopes = wish.scopes.flatMap((text) => text.split(',')).flatMap((text) => text.trim() || []);
  if (scopes.length === 0) return 'No token scopes specified';
  const valid = [...SCOPES, ...rules.additionalScopes].sort();
  const invalid = scopes.find((scope) => !valid.includes(scope));
  if (invalid !== undefined) {
    const list = valid.map((scope) => `"${scope}"`).join(', ');
    return `Invalid scope: '${invalid}'. Valid scopes are: [${list}]`;
  }
  const written = writtenDate(wish.expiresAt);
  if (written === undefined) return `Invalid token expiry date: '${asText(wish.expiresAt)}'`;
  if (rules.settings.personalAccessTokensDisabled) return notPermitted;
  return modelRefusal(name, scopes, written, rules) ?? { name, scopes, expiresAt: written ?? defaultDate(rules) };
}

function modelRefusal(name: string, scopes: readonly string[], expiresAt: string | null, rules: TokenRules) {
  const latest = latestDate(rules);
  // Dates of up to five digits for the year do not compare as text.
  if (expiresAt !== null && latest !== null && daysOf(expiresAt) > daysOf(latest)) {
    return failed(`Expires at must be before ${latest}`);
  }
  if (!rules.registry && scopes.some((scope) => REGISTRY_SCOPES.has(scope))) {
    return failed('Scopes can only contain available scopes');
  }
  if ([...name].length > LONGEST_NAME) return failed(`Name is too long (maximum is ${LONGEST_NAME} characters)`);
  // PostgreSQL holds no NUL.
  return name.includes('\0') ? failed('Name is invalid') : undefined;
}

/** The date that was asked for; null for none, undefined for what is no date. */
function writtenDate(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  return text.trim() === '' ? null : parseDate(text);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The last day that the instance allows; null for no limit. */
function latestDate({ settings, followExpirySetting, today }: TokenRules): string | null {
  const days = settings.maxPersonalAccessTokenLifetime ?? (followExpirySetting ? LONGEST_LIFE : null);
  return days === null ? null : laterDate(today, days);
}

/** What a token gets that asked for no date: the last allowed day where one is required or a limit is set. */
function defaultDate(rules: TokenRules): string | null {
  const { settings, followExpirySetting } = rules;
  const limited = settings.maxPersonalAccessTokenLifetime !== null;
  return limited || (followExpirySetting && settings.personalAccessTokenExpiryRequired) ? latestDate(rules) : null;
}

const DAY = 86_400_000;

const daysOf = (date: string): number => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(0).setUTCFullYear(year, month - 1, day) / DAY;
};

const laterDate = (date: string, days: number): string =>
  new Date((daysOf(date) + days) * DAY).toISOString().slice(0, 10);
