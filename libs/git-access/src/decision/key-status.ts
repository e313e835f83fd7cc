import { denials, type Denial } from './denials.js';
import type { KeyFacts, KeyType, SettingsFacts } from './facts.js';

/** The order in which the original lists the types that it still accepts. */
const TYPES: readonly KeyType[] = ['rsa', 'dsa', 'ecdsa', 'ed25519', 'ecdsa_sk', 'ed25519_sk'];

const SOON_DAYS = 7;

/** Step 2: does the key satisfy the instance's restrictions (M2)? */
export function keyRestrictionDenial(key: KeyFacts, settings: SettingsFacts): Denial | undefined {
  const restrictions = settings.keyRestrictions;
  // A key that we cannot read is judged only where something is restricted, and then it fails.
  if (key.type === null) {
    return TYPES.some((type) => (restrictions[type] ?? 0) > 0) ? keyForbidden(restrictions) : undefined;
  }
  const restriction = restrictions[key.type] ?? 0;
  if (restriction < 0) return keyForbidden(restrictions);
  if (key.bits < restriction) return denials.keyTooShort(restriction);
  return undefined;
}

/** Step 2b: a key is expired from the instant that is stored with it (M3). */
export function keyExpiryDenial(key: KeyFacts, now: Date): Denial | undefined {
  return key.expiresAt !== null && key.expiresAt.getTime() <= now.getTime() ? denials.keyExpired : undefined;
}

/** Lines that the SSH user sees beside a success (`gl_console_messages`). */
export function keyConsoleMessages(key: KeyFacts | null, now: Date): readonly string[] {
  if (key?.expiresAt == null) return [];
  const left = key.expiresAt.getTime() - now.getTime();
  if (left <= 0 || left > SOON_DAYS * 86_400_000) return [];
  return ['INFO: Your SSH key is expiring soon. Please generate a new key.'];
}

function keyForbidden(restrictions: SettingsFacts['keyRestrictions']): Denial {
  const allowed = TYPES.filter((type) => (restrictions[type] ?? -1) >= 0).map((type) => type.toUpperCase());
  return denials.keyTypeForbidden(sentence(allowed));
}

/** `A`, `A or B`, `A, B, or C`. */
function sentence(words: readonly string[]): string {
  if (words.length <= 2) return words.join(' or ');
  return `${words.slice(0, -1).join(', ')}, or ${words[words.length - 1]}`;
}
