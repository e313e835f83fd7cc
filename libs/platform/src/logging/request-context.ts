import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one request carries. Names are LabKit's. */
export interface RequestFields {
  correlation_id: string;
  [field: string]: string | number | boolean | undefined;
}

const storage = new AsyncLocalStorage<RequestFields>();

/** Runs `work` with fields that every log line below it carries. */
export function withRequestFields<Result>(fields: RequestFields, work: () => Result): Result {
  return storage.run(fields, work);
}

/** The fields of the request being served, or none outside a request. */
export function requestFields(): RequestFields | undefined {
  return storage.getStore();
}

/** Adds fields to the log line of the request being served, such as who it was decided for. */
export function addRequestFields(fields: Partial<RequestFields>): void {
  const current = storage.getStore();
  if (current) Object.assign(current, fields);
}
