import { Inject, Injectable } from '@nestjs/common';
import Bull from 'bull';
import { Configuration } from '../config/configuration.js';
import { redisOptions } from '../redis/redis.js';

/** A job that Bull has given up, as an operator sees it; what is in it stays in Redis. */
export interface FailedJob {
  readonly queue: string;
  readonly id: string;
  readonly attempts: number;
  readonly created_at: Date;
  readonly failed_at: Date | null;
  readonly error: string | null;
}

/**
 * The operator's side of the queues. The truth about promised work is in the outbox; here lie the tickets for it, and jobs
 * that nobody promised, such as those that come round by the clock. Connections last as long as a question.
 */
@Injectable()
export class QueueJobs {
  constructor(@Inject(Configuration) private readonly configuration: Configuration) {}

  /** The newest of what these queues have given up. */
  async failed(queues: readonly string[], limit: number): Promise<FailedJob[]> {
    const found: FailedJob[] = [];
    for (const name of queues) {
      const jobs = await this.ask(name, (queue) => queue.getFailed(0, limit - 1));
      found.push(...jobs.map((job) => shown(name, job)));
    }
    return found;
  }

  /** Gives a job that was given up another try; false when there is none of that id. */
  retry(queue: string, id: string): Promise<boolean> {
    return this.ask(queue, async (open) => {
      const job = await open.getJob(id);
      if (!(await job?.isFailed())) return false;
      await job?.retry();
      return true;
    });
  }

  private async ask<Result>(name: string, work: (queue: Bull.Queue) => Promise<Result>): Promise<Result> {
    const queue = new Bull(name, {
      prefix: this.configuration.QUEUE_PREFIX,
      redis: { ...redisOptions(this.configuration), retryStrategy: () => null },
    });
    // The question itself fails as well, and is told.
    queue.on('error', () => undefined);
    try {
      return await work(queue);
    } finally {
      await queue.close().catch(() => undefined);
    }
  }
}

function shown(queue: string, job: Bull.Job): FailedJob {
  return {
    queue,
    id: String(job.id),
    attempts: job.attemptsMade,
    created_at: new Date(job.timestamp),
    failed_at: job.finishedOn === undefined ? null : new Date(job.finishedOn),
    error: job.failedReason ?? null,
  };
}
