import { SetMetadata } from '@nestjs/common';

/** GitLab's own names of the parts that endpoints belong to, as its dashboards know them. */
export type FeatureCategory =
  | 'source_code_management'
  | 'system_access'
  | 'deployment_management'
  | 'container_network_security'
  | 'subscription_management'
  | 'hosted_runners'
  | 'not_owned'
  | 'unknown';

/** How long people wait for it without a complaint, in seconds (GitLab's request urgencies). */
export const URGENCIES = { high: 0.25, medium: 0.5, default: 1, low: 5 } as const;

export type Urgency = keyof typeof URGENCIES;

/** A route as logs, metrics and traces name it. */
export interface Endpoint {
  readonly method: string;
  /** As declared, such as `/api/v4/namespaces/:id/minutes`. */
  readonly route: string;
  /** GitLab's name: `POST /api/:version/namespaces/:id/minutes`. */
  readonly id: string;
  readonly category: FeatureCategory;
  readonly urgency: Urgency;
}

/** Key of the declaration. */
export const FEATURE = 'feature';

export interface Feature {
  readonly category: FeatureCategory;
  readonly urgency: Urgency;
}

/** Says what a route, or all routes of a controller, count as in metrics, and how urgent they are. */
export const BelongsTo = (category: FeatureCategory, urgency: Urgency = 'default'): ClassDecorator & MethodDecorator =>
  SetMetadata(FEATURE, { category, urgency } satisfies Feature);
