import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { SeatsRefreshProcessor, SEATS_QUEUE } from './seats/seats-refresh.processor.js';
import { Seats } from './seats/seats.js';

/** What the worker does for billing: the daily refresh of seats. */
@Module({
  imports: [BullModule.registerQueue({ name: SEATS_QUEUE })],
  providers: [Seats, SeatsRefreshProcessor],
})
export class BillingWorkerModule {}
