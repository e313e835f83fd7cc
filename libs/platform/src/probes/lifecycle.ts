import { Injectable } from '@nestjs/common';

/** Whether this process should get traffic: from the moment it listens until it is told to stop. */
@Injectable()
export class Lifecycle {
  private state: 'starting' | 'serving' | 'stopping' = 'starting';

  get serving(): boolean {
    return this.state === 'serving';
  }

  started(): void {
    if (this.state === 'starting') this.state = 'serving';
  }

  stopping(): void {
    this.state = 'stopping';
  }
}
