import { getQueueToken } from '@nestjs/bull';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Seats, SeatsRefreshProcessor } from '@app/billing';
import type { Queue } from 'bull';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { BillingWorld } from '../support/billing-world.js';
import { until } from '../support/until.js';

const EVERY_SECOND = '* * * * * *';

let world: BillingWorld;
const workers: INestApplicationContext[] = [];
beforeAll(async () => {
  world = await BillingWorld.open({ environment: { SEATS_REFRESH_SCHEDULE: EVERY_SECOND } });
});
afterAll(async () => {
  for (const worker of workers) await worker.close();
  await world?.close();
});

const queueOf = (worker: INestApplicationContext) => worker.get<Queue>(getQueueToken('billing_seats'));

describe('the schedule of the seats refresh', () => {
  it('is one, and each run is done once, however many workers there are', async () => {
    const { id } = await world.subscribed();
    let running = 0;
    let most = 0;
    const seconds: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const worker = await NestFactory.createApplicationContext(
        WorkerModule.forConfiguration(world.api.configuration),
        {
          logger: false,
          abortOnError: false,
        },
      );
      workers.push(worker);
      const seats = worker.get(Seats, { strict: false });
      const refreshAll = seats.refreshAll.bind(seats);
      seats.refreshAll = async () => {
        running += 1;
        most = Math.max(most, running);
        seconds.push(Math.floor(Date.now() / 1000));
        const refreshed = await refreshAll();
        running -= 1;
        return refreshed;
      };
    }
    await until(async () => seconds.length >= 4);

    expect(most).toBe(1);
    expect(new Set(seconds).size).toBe(seconds.length);
    expect(await queueOf(workers[0]!).getRepeatableJobs()).toHaveLength(1);
    expect(await world.stored(id)).toMatchObject({ seats_in_use: 1, max_seats_used: 1 });
    expect((await world.stored(id))?.last_seat_refresh_at).not.toBeNull();
  });

  it('follows a changed setting, and the old one ends', async () => {
    const [worker] = workers;
    const queue = queueOf(worker!);
    await queue.add('refresh_seats', {}, { repeat: { cron: '15 4 * * *', tz: 'UTC' } });
    expect(await queue.getRepeatableJobs()).toHaveLength(2);
    await worker!.get(SeatsRefreshProcessor, { strict: false }).schedule();
    expect((await queue.getRepeatableJobs()).map(({ cron }) => cron)).toEqual([EVERY_SECOND]);
  });
});
