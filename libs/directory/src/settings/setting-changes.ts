import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@app/platform';
import { DirectoryRefusal } from '../refusals.js';
import { CHANGE_SETTINGS, READ_SETTINGS } from './setting-changes.sql.js';
import { isSettingName, parseSetting, type SettingName } from './setting-kinds.js';

export type SettingValue = boolean | number | string | null;

/** What an operator sees and changes of the instance's settings. Running processes follow within `INSTANCE_SETTINGS_SECONDS`. */
@Injectable()
export class SettingChanges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<Readonly<Record<SettingName, SettingValue>>> {
    const [row] = await this.database.query<Record<SettingName, SettingValue>>(READ_SETTINGS);
    if (row === undefined) throw new Error('application_settings has no row');
    return row;
  }

  /** Takes texts by name, nothing for `NULL`; changes all of them or none. */
  async change(texts: Readonly<Record<string, string>>): Promise<DirectoryRefusal | undefined> {
    const values: Record<string, SettingValue> = {};
    for (const [name, text] of Object.entries(texts)) {
      if (!isSettingName(name)) return new DirectoryRefusal('setting_unknown', `${name} is no setting`);
      const value = parseSetting(name, text);
      if (value === undefined)
        return new DirectoryRefusal('setting_invalid', `${name} cannot be ${JSON.stringify(text)}`);
      values[name] = value;
    }
    await this.database.query(CHANGE_SETTINGS, [JSON.stringify(values), this.clock.now()]);
    return undefined;
  }
}
