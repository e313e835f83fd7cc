const FILTERED = '[FILTERED]';
const LONGEST = 500;

/** Parameters that say what is asked and for whom, and are no secrets. All others are shown by name only. */
const SHOWN = new Set([
  'action',
  'agent_id',
  'all',
  'gl_repository',
  'id',
  'identifier',
  'key_id',
  'namespace_id',
  'project',
  'project_path',
  'protocol',
  'user_id',
  'username',
]);

const NAME = /^[a-z][a-z_]{0,39}(\[\])?$/;

/** What begins or separates parameters, escaped or not: behind it stands what was meant to be a query. No path of ours has it. */
const BEGINS_PARAMETERS = /[;=&#]|%(?:2[356]|3[bdf])/i;

/**
 * An address as a log may hold it: values that could be secrets are `[FILTERED]`, and so is whatever is no parameter.
 * @param known a path that needs no look, such as that of the route which has served it
 */
export function loggableUrl(url: string, known?: string): string {
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  const shown = path === known ? path : withoutParameters(pathOf(path));
  if (question === -1) return shown;
  const parameters = url
    .slice(question + 1, question + 1 + LONGEST)
    .split('&')
    .map(loggableParameter);
  return `${shown}?${parameters.join('&')}`;
}

/** The path of an address in the same way, without its query. */
export const loggablePath = (url: string): string => withoutParameters(pathOf(url.split('?', 1)[0] as string));

/** What stands before the path of a whole address may hold a name and a password. */
function pathOf(address: string): string {
  const scheme = /^[^/]*:\/\//.exec(address);
  if (scheme === null) return address;
  const path = address.indexOf('/', scheme[0].length);
  return path === -1 ? '' : address.slice(path);
}

function withoutParameters(path: string): string {
  const end = path.search(BEGINS_PARAMETERS);
  return end === -1 ? path.slice(0, LONGEST) : `${path.slice(0, Math.min(end, LONGEST))}${FILTERED}`;
}

function loggableParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  const name = parameter.slice(0, Math.max(equals, 0));
  if (!NAME.test(name)) return FILTERED;
  const plain = SHOWN.has(name) && !BEGINS_PARAMETERS.test(parameter.slice(equals + 1));
  return plain ? parameter : `${name}=${FILTERED}`;
}
