import { Module } from '@nestjs/common';
import { AuthorizedCertsController } from './authorized-certs/authorized-certs.controller.js';
import { AuthorizedCertsService } from './authorized-certs/authorized-certs.service.js';
import { AuthorizedKeysController } from './authorized-keys/authorized-keys.controller.js';
import { AuthorizedKeysService } from './authorized-keys/authorized-keys.service.js';
import { CheckController } from './check/check.controller.js';
import { DiscoverController } from './discover/discover.controller.js';
import { DiscoverService } from './discover/discover.service.js';

/** What is asked about keys and the people behind them. */
@Module({
  controllers: [AuthorizedKeysController, AuthorizedCertsController, DiscoverController, CheckController],
  providers: [AuthorizedKeysService, AuthorizedCertsService, DiscoverService],
})
export class KeysModule {}
