export { Clock } from './clock/clock.js';
export { Configuration } from './config/configuration.js';
export { ConfigurationError, loadConfiguration } from './config/load-configuration.js';
export type { GitalyTarget } from './config/gitaly-address.js';
export type { GitalyContentSource, StorageConfiguration } from './config/storages.js';
export { dataSourceOptions, type Schema } from './database/data-source-options.js';
export { Database, type Queries, type Statement } from './database/database.js';
export { actorsOf, RecentWriters } from './database/recent-writers.js';
export { RowBuffer, type RowBufferOptions } from './database/row-buffer.js';
export { storableText } from './database/storable-text.js';
export { transact } from './database/transact.js';
export { WriteBehind } from './database/write-behind.js';
export { budgetOf } from './http/admission.js';
export { Budget, BudgetEnded } from './http/budget.js';
export { prefixRoutes } from './http/api-prefix.js';
export { ANY_CALLER, AnyCaller, CALLER, declareCaller } from './http/callers.js';
export { createHttpApplication } from './http/create-http-application.js';
export { FastLane } from './http/fast-lane/fast-lane.decorator.js';
export { Reply } from './http/reply.js';
export { routesOf, type RouteEntry } from './http/route-table.js';
export { ParameterErrors, ServiceUnavailable, Unauthorized, UnknownRoute, WireError } from './http/wire-errors.js';
export { createPino, describeError, Logger } from './logging/logger.js';
export { addRequestFields, noteCost, requestBudget, requestFields } from './logging/request-context.js';
export { BelongsTo, type Endpoint, type FeatureCategory } from './metrics/endpoint.js';
export { Endpoints } from './metrics/endpoints.js';
export { Metrics } from './metrics/metrics.js';
export { within } from './metrics/within.js';
export type { RequestWithBody } from './parameters/body-reader.js';
export { schemaOf, type JsonSchema } from './parameters/dto-fields.js';
export { IdField, parseId, RawField, TextField, TextListField } from './parameters/lenient-fields.js';
export { OutboxJobs, type OutboxEntry, type OutboxSelection, type OutboxState } from './outbox/outbox-jobs.js';
export { OutboxKeeper } from './outbox/outbox-keeper.js';
export { OperatorPages } from './operator/operator-pages.js';
export { OutboxMetrics } from './outbox/outbox-metrics.js';
export { OutboxRelay } from './outbox/outbox-relay.js';
export { Outbox, type OutboxTicket } from './outbox/outbox.js';
export { platformSchema } from './outbox/schema.js';
export { Parameters, parametersOf } from './parameters/parameters.decorator.js';
export { parseDate } from './parameters/dates.js';
export { requestParameters } from './parameters/request-parameters.js';
export {
  BIGINT_RANGE,
  BooleanField,
  DateField,
  IntegerField,
  INTEGER_RANGE,
  IntegerListField,
  JsonListField,
  JsonObjectField,
  ObjectField,
  ObjectListField,
  StringField,
} from './parameters/strict-fields.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { Lifecycle } from './probes/lifecycle.js';
export { OtherChecks, type PartStatus } from './probes/other-checks.js';
export { QueueJobs, type FailedJob } from './queues/queue-jobs.js';
export { boot, BootError } from './process/boot.js';
export { atEndOfTurn } from './process/end-of-turn.js';
export { nearestFolderWith } from './process/nearest-folder.js';
export { Repetition } from './process/repetition.js';
export { runUntilStopped } from './process/run-until-stopped.js';
export type { Signals, StopSignal } from './process/signals.js';
export { Refusal } from './refusals/refusal.js';
export { isStoreUnavailable } from './stores/unavailable.js';
export { traced, traceHeaders } from './tracing/tracing.js';
export { joinMetrics, supervises, superviseWorkers } from './workers/supervise-workers.js';
