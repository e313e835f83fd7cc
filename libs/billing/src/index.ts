export { BillingWorkerModule } from './billing-worker.module.js';
export { BillingModule } from './billing.module.js';
export * from './entities/index.js';
export { billingSchema } from './schema.js';
export { Refusal as BillingRefusal } from './refusals.js';
export { SEATS_QUEUE, SeatsRefreshProcessor } from './seats/seats-refresh.processor.js';
export { Seats } from './seats/seats.js';
export { Subscriptions, type ListedSubscription, type Plan } from './subscriptions/subscriptions.js';
