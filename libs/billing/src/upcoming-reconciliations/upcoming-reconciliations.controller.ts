import { Controller, Put } from '@nestjs/common';
import { BelongsTo, Parameters, type Reply } from '@app/platform';
import { answer } from '../refusals.js';
import { SaasAdministratorCaller } from './saas-administrator.js';
import { UpdateReconciliationsParameters } from './upcoming-reconciliations.parameters.js';
import { UpcomingReconciliations } from './upcoming-reconciliations.js';

/** `PUT /internal/upcoming_reconciliations`: the portal announces when it will bill. It reads the bare number 200. */
@Controller('internal/upcoming_reconciliations')
@BelongsTo('subscription_management')
@SaasAdministratorCaller()
export class UpcomingReconciliationsController {
  constructor(private readonly reconciliations: UpcomingReconciliations) {}

  @Put()
  async update(@Parameters() parameters: UpdateReconciliationsParameters): Promise<Reply> {
    return answer(await this.reconciliations.update(parameters.upcoming_reconciliations), 200, () => 200);
  }
}
