import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ParameterErrors, requestParameters, type RequestWithBody } from '@app/platform';
import { memberText } from '../json/json-tokens.js';

/**
 * The parameter `alert` as JSON text, an object. The one parameter that is not read through a DTO: its fingerprint hangs on
 * digits and on the order of keys, which a parsed body has lost (kubernetes.md 5.4).
 * @throws ParameterErrors `alert is missing`, `alert is invalid`
 */
export const AlertParameter = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  alertText(context.switchToHttp().getRequest<RequestWithBody>()),
);

function alertText(request: RequestWithBody): string {
  const text = textInBody(request) ?? textOfParameter(requestParameters(request).alert);
  if (text === undefined || text === 'null') throw new ParameterErrors(['alert is missing']);
  if (!text.startsWith('{')) throw new ParameterErrors(['alert is invalid']);
  return text;
}

/** The member of a JSON body. The original's documentation sends the body as a JSON string of JSON; that is read as well. */
function textInBody({ rawBody, parsedBody }: RequestWithBody): string | undefined {
  const json = parsedBody?.json;
  if (json === undefined || rawBody === undefined) return undefined;
  if (typeof json !== 'string') return memberText(rawBody.toString('utf8').replace(/^\uFEFF/, ''), 'alert');
  return isJson(json) ? memberText(json, 'alert') : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** From a form or the address, where all values are texts. */
function textOfParameter(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
