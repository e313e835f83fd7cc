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
    const merged = Object.create(null) as RequestParameters;
    for (const source of [parseForm(queryOf(request.url)), request.parsedBody?.parameters, request.params]) {
      for (const [name, value] of Object.entries(source ?? {})) {
        if (name !== '__proto__') merged[name] = value;
      }
    }
    carrier[MERGED] = merged;
  }
  return carrier[MERGED];
}

/** What stands between the first `?` and the end, or a `#`, which has no business in a request. */
function queryOf(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? '' : (url.slice(question + 1).split('#', 1)[0] ?? '');
}
