import type { Change } from '../decision/index.js';

/** More refs than this in one push are told by one event (GitLab's setting `push_event_activities_limit`). */
const SINGLE_EVENTS = 3;

/** Numbers of `push_event_payloads.action` and `ref_type` (schema.md 2.16). */
const ACTIONS = { creation: 0, deletion: 1, update: 2 } as const;
const REF_TYPES = { branch: 0, tag: 1 } as const;

/** One row of `events` with its payload. */
export interface PushEvent {
  readonly action: number;
  readonly refType: number;
  /** Name without `refs/heads/` or `refs/tags/`; null when the event stands for many refs. */
  readonly ref: string | null;
  /** Hexadecimal; null where the ref was created or removed. */
  readonly commitFrom: string | null;
  readonly commitTo: string | null;
  readonly refCount: number | null;
}

/** The events of one push: one for each branch and tag, or a single one when there are many. Other refs count for none. */
export function pushEvents(changes: readonly Change[]): PushEvent[] {
  const named = changes.filter((change) => change.target === 'branch' || change.target === 'tag');
  return named.length > SINGLE_EVENTS ? [bulkEvent(named)] : named.map(singleEvent);
}

function singleEvent({ kind, target, name, oldRev, newRev }: Change): PushEvent {
  return {
    action: ACTIONS[kind],
    refType: REF_TYPES[target as keyof typeof REF_TYPES],
    ref: name,
    commitFrom: kind === 'creation' ? null : oldRev,
    commitTo: kind === 'deletion' ? null : newRev,
    refCount: null,
  };
}

/** Created or removed when that is true of every ref, else pushed; of branches as soon as one is among them. */
function bulkEvent(changes: readonly Change[]): PushEvent {
  const [first] = changes;
  const alike = changes.every((change) => change.kind === first?.kind);
  return {
    action: alike && first ? ACTIONS[first.kind] : ACTIONS.update,
    refType: changes.some((change) => change.target === 'branch') ? REF_TYPES.branch : REF_TYPES.tag,
    ref: null,
    commitFrom: null,
    commitTo: null,
    refCount: changes.length,
  };
}
