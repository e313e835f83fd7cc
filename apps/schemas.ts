import { authSchema } from '@app/auth';
import { billingSchema } from '@app/billing';
import { directorySchema } from '@app/directory';
import { gitAccessSchema } from '@app/git-access';
import { keysSchema } from '@app/keys';
import { kubernetesSchema } from '@app/kubernetes';
import { platformSchema, type Schema } from '@app/platform';

/** What each library adds to the database, for every process and for the migrations. */
export const schemas: readonly Schema[] = [
  platformSchema,
  directorySchema,
  authSchema,
  keysSchema,
  gitAccessSchema,
  kubernetesSchema,
  billingSchema,
];
