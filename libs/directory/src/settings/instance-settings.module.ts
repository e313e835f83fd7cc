import { Module } from '@nestjs/common';
import { InstanceSettings } from './instance-settings.js';

/** The one cache of `application_settings` in a process; a library that asks for it imports this module. */
@Module({ providers: [InstanceSettings], exports: [InstanceSettings] })
export class InstanceSettingsModule {}
