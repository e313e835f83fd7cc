import type { Schema } from '../database/data-source-options.js';
import { Outbox1763999900000 } from './migrations/1763999900000-outbox.js';
import { OutboxTraceparent1763999910000 } from './migrations/1763999910000-outbox-traceparent.js';
import { OutboxJob } from './outbox-job.entity.js';

export const platformSchema: Schema = {
  entities: [OutboxJob],
  migrations: [Outbox1763999900000, OutboxTraceparent1763999910000],
};
