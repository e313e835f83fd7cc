import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CALLER, Unauthorized, type RequestWithBody } from '@app/platform';
import { Authenticators } from './authenticators.js';

/** The one global guard. Deny by default: what declares no caller, or one that nobody authenticates, is refused. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticators: Authenticators,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const caller = this.reflector.getAllAndOverride<string | undefined>(CALLER, [
      context.getHandler(),
      context.getClass(),
    ]);
    const authenticator = caller === undefined ? undefined : this.authenticators.get(caller);
    if (authenticator === undefined) throw new Unauthorized();
    const pending = authenticator.authenticate(context.switchToHttp().getRequest<RequestWithBody>());
    return pending === undefined ? true : pending.then(() => true);
  }
}
