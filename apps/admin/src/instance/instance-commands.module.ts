import { Module } from '@nestjs/common';
import { AuthModule } from '@app/auth';
import { BillingModule } from '@app/billing';
import { PlansCommand } from '../billing/plans.command.js';
import { SubscriptionsCommand } from '../billing/subscriptions.command.js';
import { GrammarModule } from '../grammar/grammar.module.js';
import { SettingsCommand } from './settings.command.js';
import { TokensCommand } from './tokens.command.js';

@Module({
  imports: [GrammarModule, AuthModule, BillingModule],
  providers: [TokensCommand, SettingsCommand, PlansCommand, SubscriptionsCommand],
})
export class InstanceCommandsModule {}
