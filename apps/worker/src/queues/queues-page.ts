import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AdministratorPages } from '@app/auth';
import { OperatorPages } from '@app/platform';
import Bull from 'bull';
import { queueBoard } from './queue-board.js';

/** `/-/queues` on the operator's port: the queues of this process, for administrators. */
@Injectable()
export class QueuesPage implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly pages: OperatorPages,
    private readonly administrators: AdministratorPages,
  ) {}

  onApplicationBootstrap(): void {
    const queues = this.discovery
      .getProviders()
      .flatMap(({ instance }) => (instance instanceof Bull ? [instance] : []));
    const path = '/-/queues';
    this.pages.add(path, async () => this.administrators.guard(await queueBoard(path, queues)));
  }
}
