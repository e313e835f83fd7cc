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

/** An address as a log may hold it: values that could be secrets are `[FILTERED]`, and so is whatever is no parameter. */
export function loggableUrl(url: string): string {
  const question = url.indexOf('?');
  if (question === -1) return url.slice(0, LONGEST);
  const parameters = url
    .slice(question + 1, question + 1 + LONGEST)
    .split('&')
    .map(loggableParameter);
  return `${url.slice(0, Math.min(question, LONGEST))}?${parameters.join('&')}`;
}

function loggableParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  const name = parameter.slice(0, Math.max(equals, 0));
  if (!NAME.test(name)) return FILTERED;
  return SHOWN.has(name) ? parameter : `${name}=${FILTERED}`;
}
