import { describeRealPushes } from '../scenarios/real-push.js';

describeRealPushes('a local disk');
