import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CALLER, Unauthorized, type RequestWithBody } from '@app/platform';
import { Authenticators } from './authenticators.js';

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** The one global guard. Deny by default: what declares no caller, or one that nobody authenticates, is refused. */
@Injectable()
export class CallerGuard implements CanActivate {
  private readonly callers = new Map<Type, Map<Handler, string | undefined>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticators: Authenticators,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const caller = this.callerOf(context.getHandler(), context.getClass());
    const authenticator = caller === undefined ? undefined : this.authenticators.get(caller);
    if (authenticator === undefined) throw new Unauthorized();
    const pending = authenticator.authenticate(context.switchToHttp().getRequest<RequestWithBody>());
    return pending === undefined ? true : pending.then(() => true);
  }

  /** As declared; looked up once, because that takes longer than to check a token that is known. */
  private callerOf(handler: Handler, controller: Type): string | undefined {
    const ofController = this.callers.get(controller) ?? new Map<Handler, string | undefined>();
    this.callers.set(controller, ofController);
    if (!ofController.has(handler)) {
      ofController.set(handler, this.reflector.getAllAndOverride<string | undefined>(CALLER, [handler, controller]));
    }
    return ofController.get(handler);
  }
}
