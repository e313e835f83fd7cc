import { Injectable } from '@nestjs/common';
import cliProgress from 'cli-progress';
import { Terminal } from './terminal.js';

/** How far something has come: a bar on standard error, where somebody watches. */
export interface ProgressBar {
  update(done: number, total: number): void;
  stop(): void;
}

const NOBODY_WATCHES: ProgressBar = { update: () => undefined, stop: () => undefined };

@Injectable()
export class Progress {
  constructor(private readonly terminal: Terminal) {}

  start(unit: string): ProgressBar {
    if (!this.terminal.watched) return NOBODY_WATCHES;
    const bar = new cliProgress.SingleBar(
      { format: `{bar} {value}/{total} ${unit}, {eta} s left`, stream: process.stderr, hideCursor: true },
      cliProgress.Presets.rect,
    );
    bar.start(0, 0);
    return {
      update: (done, total) => {
        bar.setTotal(total);
        bar.update(done);
      },
      stop: () => bar.stop(),
    };
  }
}
