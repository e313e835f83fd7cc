import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { Billing1764000400000 } from './migrations/1764000400000-billing.js';

/** Tables of this library. */
export const billingSchema: Schema = { entities: Object.values(entities), migrations: [Billing1764000400000] };
