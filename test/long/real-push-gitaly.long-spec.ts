import { describeRealPushes } from '../scenarios/real-push.js';

describeRealPushes('Gitaly');
