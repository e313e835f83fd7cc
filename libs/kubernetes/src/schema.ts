import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { Kubernetes1764000300000 } from './migrations/1764000300000-kubernetes.js';

/** Tables of this library. */
export const kubernetesSchema: Schema = { entities: Object.values(entities), migrations: [Kubernetes1764000300000] };
