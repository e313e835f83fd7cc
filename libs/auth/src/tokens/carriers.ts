import { requestParameters, type RequestWithBody } from '@app/platform';

/**
 * The personal access token that a request offers: the first carrier of billing.md 1.1 that is not empty, alone. What is
 * no text is a token that nobody has. `TOKEN` comes last: the base spec's examples write it for `PRIVATE-TOKEN`.
 */
export function offeredToken(request: RequestWithBody): string | undefined {
  const { private_token: parameter } = requestParameters(request);
  if (parameter !== undefined && parameter !== null && parameter !== '') {
    return typeof parameter === 'string' ? parameter : 'not a text';
  }
  const { headers } = request;
  return header(headers['private-token']) ?? bearer(headers.authorization) ?? header(headers.token);
}

function header(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

/** Other schemes carry no token of ours. */
function bearer(authorization: string | undefined): string | undefined {
  return header(/^bearer +(.*)$/i.exec(authorization ?? '')?.[1]);
}
