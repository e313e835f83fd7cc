import type { Schema } from '@app/platform';

/** The tables of every library, for the processes and for the migrations. */
export const schemas: readonly Schema[] = [];
