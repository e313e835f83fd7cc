import { parseForm } from './form.js';
import type { RequestWithBody } from './body-reader.js';

const MERGED = Symbol('parameters');

/** All parameters of a request by name. It has no prototype, so no name means anything by itself. */
export type RequestParameters = Record<string, unknown>;

type Carrier = RequestWithBody & { [MERGED]?: RequestParameters };

/** Query, body and path as one set: the path wins over the body, the body over the query (billing.md 1.3). */
export function requestParameters(request: RequestWithBody): RequestParameters {
  const carrier = request as Carrier;
  if (carrier[MERGED] === undefined) {
    const merged = parseForm(queryOf(request.url));
    add(merged, request.parsedBody?.parameters);
    add(merged, request.params);
    carrier[MERGED] = merged;
  }
  return carrier[MERGED];
}

function add(merged: RequestParameters, source: Readonly<Record<string, unknown>> = {}): void {
  for (const name of Object.keys(source)) if (name !== '__proto__') merged[name] = source[name];
}

/** What stands between the first `?` and the end, or a `#`, which has no business in a request. */
function queryOf(url: string): string {
  const question = url.indexOf('?');
  if (question === -1) return '';
  const hash = url.indexOf('#', question);
  return hash === -1 ? url.slice(question + 1) : url.slice(question + 1, hash);
}
