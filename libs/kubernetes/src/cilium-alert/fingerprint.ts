import { createHash } from 'node:crypto';
import {
  isJsonList,
  isJsonObject,
  JsonNumber,
  memberAt,
  writeJson,
  type Json,
  type JsonObject,
} from '../json/lossless-json.js';

/** What tells one occurrence of the same flow from another. */
const VOLATILE = ['time', 'Summary'];

/**
 * SHA-1 of what identifies an alert, 20 bytes (kubernetes.md 5.4): its flow without time and TCP flags, else the text that
 * it gives itself. Null: nothing identifies it, so that every occurrence is an alert of its own.
 */
export function fingerprintOf(alert: JsonObject): Buffer | null {
  const flow = alert.get('flow');
  const text = isJsonObject(flow) ? flowText(flow) : givenText(alert.get('fingerprint') ?? null);
  return text === '' ? null : createHash('sha1').update(text).digest();
}

/** The flow as GitLab's own JSON writer has it. */
function flowText(flow: JsonObject): string {
  const kept = new Map(flow);
  for (const key of VOLATILE) kept.delete(key);
  const l4 = kept.get('l4');
  const tcp = memberAt(l4, 'TCP');
  const flags = memberAt(tcp, 'flags') ?? false;
  if (flags !== false && isJsonObject(l4) && isJsonObject(tcp)) {
    const withoutFlags = new Map(tcp);
    withoutFlags.delete('flags');
    kept.set('l4', new Map(l4).set('TCP', withoutFlags));
  }
  return writeJson(kept, escapeForHtml);
}

function escapeForHtml(string: string): string {
  return string.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text as it is, the members of a list one behind the other. */
function givenText(given: Json): string {
  if (typeof given === 'string') return given;
  if (given instanceof JsonNumber) return given.text;
  if (isJsonList(given)) return given.map(givenText).join('');
  return given === true ? 'true' : '';
}
