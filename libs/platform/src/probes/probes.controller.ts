import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AnyCaller } from '../http/callers.js';
import { Reply } from '../http/reply.js';
import { Probes } from './probes.js';

/** `GET /-/health`, `/-/liveness`, `/-/readiness`: the probes under GitLab's names, on the port of the API. */
@Controller('-')
@AnyCaller()
export class ProbesController {
  constructor(private readonly probes: Probes) {}

  @Get('health')
  @Header('Content-Type', 'text/plain')
  health(@Res() response: Response): void {
    response.end('GitLab OK');
  }

  @Get('liveness')
  liveness(): Reply {
    const { status, body } = this.probes.liveness();
    return new Reply(status, body);
  }

  @Get('readiness')
  async readiness(@Query('all') all: unknown): Promise<Reply> {
    const { status, body } = await this.probes.readiness(all !== undefined);
    return new Reply(status, body);
  }
}
