import { Reply } from '@app/platform';

/** An expected refusal of the endpoints' own logic: its status and what stands under `message` (billing.md 1.2). */
export class Refusal {
  constructor(
    readonly status: number,
    readonly message: string | Readonly<Record<string, unknown>>,
  ) {}
}

export const FORBIDDEN = new Refusal(403, '403 Forbidden');
export const NAMESPACE_NOT_FOUND = new Refusal(404, '404 Namespace Not Found');
export const TARGET_NOT_FOUND = new Refusal(404, '404 Target namespace Not Found');
export const SUBSCRIPTION_NOT_FOUND = new Refusal(404, '404 GitlabSubscription Not Found');

const badRequest = (reason: string): Refusal => new Refusal(400, `400 Bad request - ${reason}`);
export const PACKS_NOT_SAVED = badRequest('Unable to save additional packs');
export const SOURCE_NOT_TOP_LEVEL = badRequest('Namespace must be a top-level namespace');
export const TARGET_NOT_TOP_LEVEL = badRequest('Target namespace must be a top-level namespace');
export const SAME_NAMESPACE = badRequest('Namespace and target must be different');
export const NO_COMMON_OWNER = badRequest('Both namespaces must share the same owner');

/** The record cannot be saved: the texts under the names of its fields. */
export const invalidRecord = (errors: Readonly<Record<string, readonly string[]>>): Refusal => new Refusal(400, errors);

/** A refusal as it is, anything else with this status and as `present` shows it. */
export function answer<Value>(
  outcome: Value | Refusal,
  status: number,
  present: (value: Value) => unknown = (value) => value,
): Reply {
  return outcome instanceof Refusal
    ? new Reply(outcome.status, { message: outcome.message })
    : new Reply(status, present(outcome));
}
