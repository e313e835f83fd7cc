import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RequestWithBody } from '@app/platform';
import { forbidden } from './token-refusals.js';

/** Who stands behind a valid personal access token. */
export interface AuthenticatedUser {
  readonly id: number;
  readonly username: string | null;
  /** Administrator, and allowed to act as one with this token. */
  readonly administrator: boolean;
}

const USER = Symbol('authenticated user');
type Carrier = RequestWithBody & { [USER]?: AuthenticatedUser };

/** Leaves the user on the request, for `@CurrentUser()`. */
export function rememberUser(request: RequestWithBody, user: AuthenticatedUser): void {
  (request as Carrier)[USER] = user;
}

/** The user behind the request, in handlers of routes with `@UserCaller()` or `@AdministratorCaller()`. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): AuthenticatedUser => {
  const user = context.switchToHttp().getRequest<Carrier>()[USER];
  if (user === undefined) throw new Error('this route authenticates no user');
  return user;
});

/**
 * The administrator check of routes that make it only after their parameters (billing.md 1.6).
 * @throws WireError 403 for anybody else
 */
export function requireAdministrator(user: AuthenticatedUser): void {
  if (!user.administrator) throw forbidden();
}
