import { Module } from '@nestjs/common';
import { AuthorizedKeysController } from './authorized-keys/authorized-keys.controller.js';
import { AuthorizedKeysService } from './authorized-keys/authorized-keys.service.js';
import { CheckController } from './check/check.controller.js';
import { DiscoverController } from './discover/discover.controller.js';
import { DiscoverService } from './discover/discover.service.js';

/** What is asked about keys and the people behind them. */
@Module({
  controllers: [AuthorizedKeysController, DiscoverController, CheckController],
  providers: [AuthorizedKeysService, DiscoverService],
})
export class KeysModule {}
