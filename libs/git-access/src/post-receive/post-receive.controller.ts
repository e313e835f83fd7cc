import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, FastLane, Parameters } from '@app/platform';
import { PostReceiveParameters } from './post-receive.parameters.js';
import { PostReceiveService } from './post-receive.service.js';

/** `POST /internal/post_receive`: Gitaly's post-receive hook, when the refs have been updated. */
@Controller('internal/post_receive')
@BelongsTo('source_code_management')
@ShellCaller()
export class PostReceiveController {
  constructor(private readonly service: PostReceiveService) {}

  @Post()
  @FastLane()
  async postReceive(@Parameters() parameters: PostReceiveParameters) {
    const { messages, referenceCounterDecreased } = await this.service.receive(parameters);
    return { messages, reference_counter_decreased: referenceCounterDecreased };
  }
}
