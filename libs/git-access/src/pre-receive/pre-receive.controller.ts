import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, FastLane, Parameters } from '@app/platform';
import { ReferenceCounter } from '../reference-counter/reference-counter.js';
import { PreReceiveParameters } from './pre-receive.parameters.js';

/** `POST /internal/pre_receive`: Gitaly's pre-receive hook, after `/allowed` has said yes. */
@Controller('internal/pre_receive')
@BelongsTo('source_code_management')
@ShellCaller()
export class PreReceiveController {
  constructor(private readonly counter: ReferenceCounter) {}

  @Post()
  @FastLane()
  async preReceive(@Parameters() { gl_repository = '' }: PreReceiveParameters) {
    return { reference_counter_increased: await this.counter.increase(gl_repository) };
  }
}
