import { Module } from '@nestjs/common';
import { MinutesController } from './minutes/minutes.controller.js';
import { Minutes } from './minutes/minutes.js';
import { Namespaces } from './namespaces/namespaces.js';
import { Seats } from './seats/seats.js';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { SaasAdministratorAuthenticator } from './upcoming-reconciliations/saas-administrator.js';
import { UpcomingReconciliationsController } from './upcoming-reconciliations/upcoming-reconciliations.controller.js';
import { UpcomingReconciliations } from './upcoming-reconciliations/upcoming-reconciliations.js';

/** What the billing portal asks: subscriptions, CI minutes, upcoming reconciliations. */
@Module({
  controllers: [SubscriptionsController, MinutesController, UpcomingReconciliationsController],
  providers: [Namespaces, Seats, Subscriptions, Minutes, SaasAdministratorAuthenticator, UpcomingReconciliations],
  exports: [Subscriptions],
})
export class BillingModule {}
