import { InjectQueue, Process, Processor } from '@nestjs/bull';
import type { OnModuleInit } from '@nestjs/common';
import { Outbox, OutboxRelay, type OutboxTicket } from '@app/platform';
import type { Job, Queue } from 'bull';
import { POST_RECEIVE_QUEUE, type PushRecord } from './push-record.js';
import { PushRecorder } from './push-recorder.js';

const CONCURRENCY = 5;

/** Bull's consumer of pushes. However often a ticket arrives, the outbox lets its push be recorded once. */
@Processor(POST_RECEIVE_QUEUE)
export class PostReceiveProcessor implements OnModuleInit {
  constructor(
    @InjectQueue(POST_RECEIVE_QUEUE) private readonly queue: Queue<OutboxTicket>,
    private readonly relay: OutboxRelay,
    private readonly outbox: Outbox,
    private readonly recorder: PushRecorder,
  ) {}

  onModuleInit(): void {
    this.relay.register(this.queue);
  }

  @Process({ concurrency: CONCURRENCY })
  async process({ data }: Job<OutboxTicket>): Promise<void> {
    await this.outbox.process<PushRecord>(data, (push, queries) => this.recorder.record(push, queries));
  }
}
