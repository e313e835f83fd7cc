import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { OutboxKeeper, OutboxMetrics, OutboxRelay } from '@app/platform';
import { PartitionKeeper } from './decision-log/partition-keeper.js';
import { PostReceiveProcessor } from './post-receive/post-receive.processor.js';
import { POST_RECEIVE_QUEUE } from './post-receive/push-record.js';
import { PushRecorder } from './post-receive/push-recorder.js';

/** What the worker does for Git access: the follow-up of pushes, and the room for the log of decisions. */
@Module({
  imports: [BullModule.registerQueue({ name: POST_RECEIVE_QUEUE })],
  providers: [OutboxRelay, OutboxKeeper, OutboxMetrics, PostReceiveProcessor, PushRecorder, PartitionKeeper],
})
export class GitAccessWorkerModule {}
