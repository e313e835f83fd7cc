import { SettingChanges, SETTING_NAMES, type DirectoryRefusal } from '@app/directory';
import { Command } from 'nest-commander';
import { Argument, Text } from '../grammar/fields.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class SettingOptions {
  @Argument('name of the setting') name: string;
}

class SettingChangeOptions extends SettingOptions {
  @Text('new value') value?: string;
}

interface Setting {
  readonly name: string;
  readonly value: unknown;
}

@Command({ name: 'settings', description: 'settings of the instance, as far as this service reads them' })
export class SettingsCommand extends Resource {
  constructor(private readonly settings: SettingChanges) {
    super();
  }

  @Verb('list', 'list all settings')
  async list(): Promise<Setting[]> {
    const values = await this.settings.read();
    return SETTING_NAMES.map((name) => ({ name, value: values[name] }));
  }

  @Verb('show', 'show one setting', SettingOptions)
  async show({ name }: SettingOptions): Promise<Setting> {
    const setting = (await this.list()).find((one) => one.name === name);
    if (setting === undefined) throw new RefusedError(`${name} is no setting`);
    return setting;
  }

  @Verb('change', 'change a setting; without --value it is emptied', SettingChangeOptions)
  async change({ name, value = '' }: SettingChangeOptions): Promise<Setting | DirectoryRefusal> {
    return (await this.settings.change({ [name]: value })) ?? this.show({ name });
  }
}
