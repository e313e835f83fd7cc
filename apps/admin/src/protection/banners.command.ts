import { Banners, type Banner } from '@app/git-access';
import type { Refusal } from '@app/platform';
import { Command } from 'nest-commander';
import { Argument, Moment, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { idOf, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';

class BannerOptions {
  @Argument('id') id: string;
}

class NewBannerOptions {
  @Text('text', { required: true }) message: string;
  @Moment('when it ends', { required: true }) until: Date;
  @Moment('when it starts; now unless given') from?: Date;
  @Text('only for pushes to these full paths, * as wildcard') path?: string;
}

class BannerChangeOptions extends BannerOptions {
  @Text('text') message?: string;
  @Moment('when it ends') until?: Date;
  @Moment('when it starts') from?: Date;
  @Text('only for pushes to these full paths, * as wildcard') path?: string;
}

@Command({ name: 'banners', description: 'texts that everybody reads who pushes' })
export class BannersCommand extends Resource {
  constructor(private readonly banners: Banners) {
    super();
  }

  @Verb('create', 'show a banner', NewBannerOptions)
  create({ message, until, from, path }: NewBannerOptions): Promise<Banner | Refusal> {
    return this.banners.create({ message, endsAt: until, startsAt: from, targetPath: path });
  }

  @Verb('list', 'list banners, past and future ones too', ListOptions)
  list(part: ListOptions): Promise<Banner[]> {
    return this.banners.list({}, part);
  }

  @Verb('show', 'show one banner', BannerOptions)
  async show({ id }: BannerOptions): Promise<Banner> {
    const [banner] = await this.banners.list({ id: idOf(id) });
    return present('banner', idOf(id), banner);
  }

  @Verb('change', 'change a banner', BannerChangeOptions)
  change({ id, message, until, from, path }: BannerChangeOptions): Promise<Banner | Refusal> {
    return this.banners.change(idOf(id), { message, endsAt: until, startsAt: from, targetPath: path });
  }

  @Verb('remove', 'take a banner away', BannerOptions)
  remove({ id }: BannerOptions): Promise<Refusal | undefined> {
    return this.banners.remove(idOf(id));
  }
}
