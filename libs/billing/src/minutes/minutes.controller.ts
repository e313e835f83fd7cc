import { Controller, Param, Patch, Post } from '@nestjs/common';
import { AdministratorCaller } from '@app/auth';
import { BelongsTo, Parameters, type Reply } from '@app/platform';
import { unlessVanished } from '../namespaces/vanished.js';
import { answer, NAMESPACE_NOT_FOUND, TARGET_NOT_FOUND } from '../refusals.js';
import { CreatePacksParameters } from './minutes.parameters.js';
import { presentPacks } from './minutes.presenter.js';
import { Minutes } from './minutes.js';

/** `/namespaces/:id/minutes`: the portal hands over CI minutes that were bought. */
@Controller('namespaces/:id/minutes')
@BelongsTo('hosted_runners')
@AdministratorCaller()
export class MinutesController {
  constructor(private readonly minutes: Minutes) {}

  @Post()
  async create(@Param('id') id: string, @Parameters() { packs }: CreatePacksParameters): Promise<Reply> {
    const created = await unlessVanished(this.minutes.create(id, packs), NAMESPACE_NOT_FOUND);
    return answer(created, 201, presentPacks);
  }

  @Patch('move/:target_id')
  async move(@Param('id') id: string, @Param('target_id') target: string): Promise<Reply> {
    const moved = await unlessVanished(this.minutes.move(id, target), TARGET_NOT_FOUND);
    return answer(moved, 202, () => ({ message: '202 Accepted' }));
  }
}
