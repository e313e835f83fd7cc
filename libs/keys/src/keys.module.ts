import { Module } from '@nestjs/common';
import { InstanceSettingsModule, KeyUsageModule } from '@app/directory';
import { Actors } from './actors/actors.js';
import { AuthorizedCertsController } from './authorized-certs/authorized-certs.controller.js';
import { AuthorizedCertsService } from './authorized-certs/authorized-certs.service.js';
import { AuthorizedKeysController } from './authorized-keys/authorized-keys.controller.js';
import { AuthorizedKeysService } from './authorized-keys/authorized-keys.service.js';
import { CheckController } from './check/check.controller.js';
import { DiscoverController } from './discover/discover.controller.js';
import { DiscoverService } from './discover/discover.service.js';
import { PersonalAccessTokenController } from './personal-access-token/personal-access-token.controller.js';
import { PersonalAccessTokenService } from './personal-access-token/personal-access-token.service.js';
import { OtpCheckController } from './two-factor/otp-check.controller.js';
import { OtpCheckService } from './two-factor/otp-check.service.js';
import { OtpSessions } from './two-factor/otp-session.js';
import { RecoveryCodesController } from './two-factor/recovery-codes.controller.js';
import { RecoveryCodesService } from './two-factor/recovery-codes.service.js';
import { TwoFactorConfigController } from './two-factor/two-factor-config.controller.js';

/** What is asked about keys and the people behind them. */
@Module({
  imports: [InstanceSettingsModule, KeyUsageModule],
  controllers: [
    AuthorizedKeysController,
    AuthorizedCertsController,
    DiscoverController,
    CheckController,
    RecoveryCodesController,
    PersonalAccessTokenController,
    TwoFactorConfigController,
    OtpCheckController,
  ],
  providers: [
    AuthorizedKeysService,
    AuthorizedCertsService,
    DiscoverService,
    Actors,
    RecoveryCodesService,
    PersonalAccessTokenService,
    OtpCheckService,
    OtpSessions,
  ],
})
export class KeysModule {}
