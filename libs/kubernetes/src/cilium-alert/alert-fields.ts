import { fingerprintOf } from './fingerprint.js';
import { isJsonList, JsonNumber, memberAt, writeJson, type Json, type JsonObject } from '../json/lossless-json.js';
import { parseMoment } from './moment.js';

/** What is stored of an alert of Cilium (kubernetes.md 5.3), beside what is the same for all of them. */
export interface AlertFields {
  readonly title: string;
  readonly description: string | null;
  /** 0 critical to 5 unknown. */
  readonly severity: number;
  readonly service: string | null;
  readonly hosts: readonly string[];
  readonly startedAt: Date;
  readonly environmentName: string | null;
  readonly fingerprint: Buffer | null;
  /** The whole alert as JSON text. */
  readonly payload: string;
}

const DEFAULT_TITLE = 'New: Alert';
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];
const MAX_TITLE = 200;
const MAX_DESCRIPTION = 1_000;
const MAX_SERVICE = 100;
/** Characters of all hosts together. */
const MAX_HOSTS = 255;

/** Reads an alert; `now` is when it began if it does not say so itself. */
export function alertFields(alert: JsonObject, now: Date): AlertFields {
  const policy = textOf(memberAt(alert, 'ciliumNetworkPolicy', 'metadata', 'name'));
  const description = textOf(memberAt(alert, 'flow', 'verdict')) ?? textOf(alert.get('description'));
  const service = textOf(alert.get('service'));
  const startTime = alert.get('start_time');
  return {
    title: shorten(policy ?? textOf(alert.get('title')) ?? DEFAULT_TITLE, MAX_TITLE),
    description: description === undefined ? null : shorten(description, MAX_DESCRIPTION),
    severity: Math.max(SEVERITIES.indexOf(textOf(alert.get('severity'))?.toLowerCase() ?? ''), 0),
    service: service === undefined ? null : shorten(service, MAX_SERVICE),
    hosts: hostsOf(alert.get('hosts')),
    startedAt: (typeof startTime === 'string' ? parseMoment(startTime) : undefined) ?? now,
    environmentName: textOf(alert.get('gitlab_environment_name')) ?? null,
    fingerprint: fingerprintOf(alert),
    payload: writeJson(alert),
  };
}

/** The text of a single value; what is blank, false, null or no single value counts as absent. */
function textOf(json: Json | undefined): string | undefined {
  if (json instanceof JsonNumber) return json.text;
  if (json === true) return 'true';
  return typeof json === 'string' && json.trim() !== '' ? json : undefined;
}

/** At most so many characters, the last three being dots when something is left out. */
function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 3).join('')}...`;
}

/** A list of texts, flat, in order; the one that crosses the limit is cut and the rest dropped. */
function hostsOf(json: Json | undefined): string[] {
  const hosts: string[] = [];
  let left = MAX_HOSTS;
  for (const host of flatTexts(json)) {
    if (left === 0) break;
    const kept = [...host].slice(0, left);
    hosts.push(kept.join(''));
    left -= kept.length;
  }
  return hosts;
}

function flatTexts(json: Json | undefined): string[] {
  if (isJsonList(json)) return json.flatMap(flatTexts);
  const text = textOf(json);
  return text === undefined ? [] : [text];
}
