import { AsyncLocalStorage } from 'node:async_hooks';
import type { Budget } from '../http/budget.js';

/** What every log line of one request carries. Names are LabKit's. */
export interface RequestFields {
  correlation_id: string;
  [field: string]: string | number | boolean | undefined;
}

interface RequestContext {
  readonly fields: RequestFields;
  readonly budget: Budget | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with fields that every log line below it carries, and within the budget, if there is one. */
export function withRequestFields<Result>(fields: RequestFields, work: () => Result, budget?: Budget): Result {
  return storage.run({ fields, budget }, work);
}

/** The fields of the request being served, or none outside a request. */
export function requestFields(): RequestFields | undefined {
  return storage.getStore()?.fields;
}

/** For how long the work of the request being served is wanted; undefined outside a request. */
export function requestBudget(): Budget | undefined {
  return storage.getStore()?.budget;
}

/** Adds fields to the log line of the request being served, such as who it was decided for. */
export function addRequestFields(fields: Partial<RequestFields>): void {
  const current = requestFields();
  if (current) Object.assign(current, fields);
}
