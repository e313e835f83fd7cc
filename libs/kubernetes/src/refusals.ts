import { Reply } from '@app/platform';

const refusal = (status: number, message: string): Reply => new Reply(status, { message });

/** What the endpoints of kas refuse with. Callers read the status alone; the texts are the contract's. */
export const refusals = {
  notFound: refusal(404, '404 Not Found'),
  /** The other spelling, of look-ups that must succeed (kubernetes.md 1.1). */
  rowNotFound: refusal(404, '404 Not found'),
  forbidden: refusal(403, '403 Forbidden'),
  /** @param reason completes the sentence, such as `gitops_sync count must be …` */
  badRequest: (reason: string): Reply => refusal(400, `400 Bad request - ${reason}`),
} as const;
