export { CiMinutesAdditionalPack } from './ci-minutes-additional-pack.js';
export { GitlabSubscriptionHistory } from './gitlab-subscription-history.js';
export { GitlabSubscription } from './gitlab-subscription.js';
export { Plan } from './plan.js';
export { UpcomingReconciliation } from './upcoming-reconciliation.js';
