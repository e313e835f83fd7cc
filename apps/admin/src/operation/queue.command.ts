import { SEATS_QUEUE } from '@app/billing';
import { POST_RECEIVE_QUEUE } from '@app/git-access';
import { OutboxJobs, QueueJobs, type FailedJob, type OutboxEntry } from '@app/platform';
import { Command } from 'nest-commander';
import { Choice, Switch, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { idOf } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError, UsageError } from '../grammar/usage-error.js';

/** Every Bull queue of the service. */
const QUEUES = { [POST_RECEIVE_QUEUE]: POST_RECEIVE_QUEUE, [SEATS_QUEUE]: SEATS_QUEUE };

class OutboxListOptions extends ListOptions {
  @Text('only of this queue') queue?: string;
}

class RetryOptions {
  @Text('one job: its id') id?: string;
  @Switch('all jobs that were set aside') all?: boolean;
  @Text('with --all, only of this queue') queue?: string;
}

class BullRetryOptions {
  @Choice('queue', QUEUES, { required: true }) queue: string;
  @Text('id of the job', { required: true }) id: string;
}

@Command({ name: 'queue', description: 'promised work: what waits, what was set aside and why, another try' })
export class QueueCommand extends Resource {
  constructor(
    private readonly outbox: OutboxJobs,
    private readonly queues: QueueJobs,
  ) {
    super();
  }

  @Verb('waiting', 'what is promised and not done yet, the oldest first', OutboxListOptions)
  waiting(options: OutboxListOptions): Promise<OutboxEntry[]> {
    return this.outbox.list({ ...options, state: 'waiting' });
  }

  @Verb('failed', 'what was set aside after several tries, with the reason', OutboxListOptions)
  failed(options: OutboxListOptions): Promise<OutboxEntry[]> {
    return this.outbox.list({ ...options, state: 'failed' });
  }

  @Verb('retry', 'give what was set aside all its tries again', RetryOptions)
  async retry({ id, all = false, queue }: RetryOptions): Promise<{ retried: number }> {
    if ((id === undefined) === !all) throw new UsageError('give --id or --all');
    if (id === undefined) return { retried: await this.outbox.retryAll(queue) };
    if (!(await this.outbox.retry(idOf(id)))) throw new RefusedError(`no job ${id} was set aside`);
    return { retried: 1 };
  }

  @Verb('bull-failed', 'what Bull itself has given up, by queue, the newest first', ListOptions)
  bullFailed({ limit }: ListOptions): Promise<FailedJob[]> {
    return this.queues.failed(Object.values(QUEUES), limit);
  }

  @Verb('bull-retry', 'give a job of Bull another try', BullRetryOptions)
  async bullRetry({ queue, id }: BullRetryOptions): Promise<{ retried: number }> {
    if (!(await this.queues.retry(queue, id))) throw new RefusedError(`${queue} has given up no job ${id}`);
    return { retried: 1 };
  }
}
