import { Injectable } from '@nestjs/common';
import { ANY_CALLER, type RequestWithBody } from '@app/platform';

/** Decides whether a request comes from one kind of caller. */
export interface Authenticator {
  /**
   * Returns when the caller is who the route expects; may remember on the request what it learnt.
   * @throws WireError with the contract's answer otherwise
   */
  authenticate(request: RequestWithBody): void | Promise<void>;
}

/** Who authenticates which kind of caller. Libraries register theirs while the application starts. */
@Injectable()
export class Authenticators {
  private readonly known = new Map<string, Authenticator>([[ANY_CALLER, { authenticate: () => undefined }]]);

  register(caller: string, authenticator: Authenticator): void {
    this.known.set(caller, authenticator);
  }

  get(caller: string): Authenticator | undefined {
    return this.known.get(caller);
  }
}
