import { WireError } from '@app/platform';

/** The OAuth-shaped refusals of a token that is known but does not do (billing.md 1.1). */
class TokenRefusal extends WireError {
  constructor(status: number, error: string, description: string, scope?: string) {
    const body = { error, error_description: description, ...(scope === undefined ? {} : { scope }) };
    super(status, body);
  }
}

export const expiredToken = (): WireError =>
  new TokenRefusal(401, 'invalid_token', 'Token is expired. You can either do re-authorization or token refresh.');

export const revokedToken = (): WireError =>
  new TokenRefusal(401, 'invalid_token', 'Token was revoked. You have to re-authorize from the user.');

/** `sufficient`: the scopes of which one would do. */
export const insufficientScope = (sufficient: readonly string[]): WireError =>
  new TokenRefusal(
    403,
    'insufficient_scope',
    'The request requires higher privileges than provided by the access token.',
    sufficient.join(' '),
  );

/** 403 with its reason, or without one for a valid caller who is no administrator. */
export const forbidden = (reason?: string): WireError =>
  new WireError(403, { message: reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}` });

/** Why a user who is not active may not call, or undefined for an active one. */
export function stateRefusal(state: string | null, baseUrl: string): WireError | undefined {
  switch (state) {
    case 'active':
      return undefined;
    case 'blocked_pending_approval':
      return forbidden('Your account is pending approval from your administrator and hence blocked.');
    case 'deactivated':
      return forbidden(
        'Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate ' +
          `your account at ${baseUrl}`,
      );
    default:
      return forbidden('Your account has been blocked.');
  }
}
