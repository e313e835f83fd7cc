import { AsyncLocalStorage } from 'node:async_hooks';
import type { Budget } from '../http/budget.js';
import { RequestCosts, type Store } from './request-costs.js';

/** What every log line of one request carries. Names are LabKit's. */
export interface RequestFields {
  correlation_id: string;
  [field: string]: string | number | boolean | undefined;
}

/** What is known of the request, or the job, that is being served. */
export class RequestContext {
  readonly costs = new RequestCosts();

  constructor(
    readonly fields: RequestFields,
    readonly budget?: Budget,
  ) {}

  /** Runs work as part of it. */
  run<Result>(work: () => Result): Result {
    return storage.run(this, work);
  }
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with fields that every log line below it carries. */
export function withRequestFields<Result>(fields: RequestFields, work: () => Result): Result {
  return new RequestContext(fields).run(work);
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

/** Notes what one question to a store has cost the request being served. */
export function noteCost(store: Store, seconds: number): void {
  storage.getStore()?.costs.add(store, seconds);
}
