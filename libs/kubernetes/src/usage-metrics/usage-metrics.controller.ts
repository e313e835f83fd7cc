import { Controller, Post } from '@nestjs/common';
import { KasCaller } from '@app/auth';
import { BelongsTo, Parameters, Reply } from '@app/platform';
import { refusals } from '../refusals.js';
import { UsageCounters } from './usage-counters.js';
import { incrementsOf, sightingsOf, UsageMetricsParameters } from './usage-metrics.parameters.js';

/**
 * `POST /internal/kubernetes/usage_metrics` (kubernetes.md 4). kas sends the same numbers again after any error, so an
 * error means that nothing was counted.
 */
@Controller('internal/kubernetes/usage_metrics')
@BelongsTo('deployment_management')
@KasCaller()
export class UsageMetricsController {
  constructor(private readonly counters: UsageCounters) {}

  @Post()
  async count(@Parameters() parameters: UsageMetricsParameters): Promise<Reply> {
    const increments = incrementsOf(parameters);
    const negative = increments.find(({ amount }) => amount < 0);
    if (negative) return refusals.badRequest(`${negative.name} count must be greater than or equal to zero`);
    const counted = await this.counters.count(increments, sightingsOf(parameters));
    return counted ? new Reply(204) : refusals.badRequest('a count is more than can be added');
  }
}
