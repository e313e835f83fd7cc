import { parametersOf, schemaOf, type JsonSchema } from '@app/platform';
import { tagOf } from './about.js';
import { bodyRefusals, callers, faults, sharedAnswers } from './callers.js';
import { either, text, type Answer, type Example, type RouteDescription } from './describe.js';

/** A route that the application serves. */
export interface Operation {
  readonly operationId: string;
  readonly path: string;
  readonly method: string;
  /** The handler's name, and the prototype of its controller. */
  readonly handler: string;
  readonly controller: object;
  /** How its caller is authenticated. */
  readonly caller: string;
}

interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/**
 * The operation object of OpenAPI. An example goes by one name wherever a part of it stands.
 * @throws Error when a parameter is not described, or a description has no parameter
 */
export function describeOperation(operation: Operation, route: RouteDescription): Record<string, unknown> {
  const { operationId, path, method } = operation;
  const caller = callers[operation.caller];
  if (caller === undefined) throw new Error(`callers of the kind ${operation.caller} are not described`);
  const takesBody = method !== 'get';
  const parameters = parametersOfRoute(operation, route);
  const inPath = parameters.filter(({ name }) => isInPath(name, path));
  const named = parameters.filter(({ name }) => !isInPath(name, path));
  return {
    operationId,
    tags: [tagOf(path)],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: caller.security,
    parameters: [
      ...inPath.map((one) => parameterObject(one, 'path', route)),
      ...(takesBody ? [] : named.map((one) => parameterObject(one, 'query', route))),
    ],
    ...(takesBody ? requestBody(named, route) : {}),
    responses: responses(route, [route.answers, caller.refusals, ...(takesBody ? [bodyRefusals] : []), faults]),
  };
}

const isInPath = (name: string, path: string): boolean => path.includes(`{${name}}`);

function parametersOfRoute({ path, controller, handler }: Operation, route: RouteDescription): Parameter[] {
  const dto = parametersOf(controller, handler);
  const { properties = {}, required = [] } = (dto === undefined ? {} : schemaOf(dto)) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const described = route.parameters ?? {};
  const variables = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name as string);
  const undescribed = [...variables, ...Object.keys(properties)].filter((name) => !(name in described));
  if (undescribed.length > 0) throw new Error(`${handler}: ${undescribed.join(', ')} not described`);
  return Object.entries(described).map(([name, told]) => {
    const description = typeof told === 'string' ? told : told.description;
    const schema =
      typeof told === 'string' ? (properties[name] ?? (isInPath(name, path) ? text : undefined)) : told.schema;
    if (schema === undefined) throw new Error(`${handler}: ${name} is described and not read`);
    return { name, description, schema, required: required.includes(name) || isInPath(name, path) };
  });
}

function parameterObject({ name, description, schema, required }: Parameter, place: string, route: RouteDescription) {
  const examples = Object.entries(route.examples).flatMap(([example, { path, send }]) => {
    const value = (place === 'path' ? path : (send as Record<string, unknown> | undefined))?.[name];
    return value === undefined ? [] : [[example, { value }] as const];
  });
  return {
    name,
    in: place,
    description,
    required,
    schema,
    ...(examples.length === 0 ? {} : { examples: Object.fromEntries(examples) }),
  };
}

function requestBody(parameters: readonly Parameter[], route: RouteDescription) {
  if (parameters.length === 0 && route.body === undefined) return {};
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const schema = route.body ?? {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, description, schema: own }) => [name, { description, ...own }]),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
  const examples = Object.entries(route.examples).flatMap(([name, { summary, send }]) =>
    send === undefined ? [] : [[name, { ...(summary === undefined ? {} : { summary }), value: send }] as const],
  );
  return {
    requestBody: {
      required: required.length > 0 || route.body !== undefined,
      content: {
        'application/json': { schema, examples: Object.fromEntries(examples) },
        ...(route.body === undefined ? { 'application/x-www-form-urlencoded': { schema } } : {}),
      },
    },
  };
}

type NamedExample = readonly [string, Pick<Example, 'summary' | 'answer'>];

/** What the route, its caller and the framework answer with one status stands under it side by side. */
function responses(route: RouteDescription, sources: readonly Readonly<Record<number, Answer>>[]): object {
  const statuses = [...new Set(sources.flatMap((source) => Object.keys(source).map(Number)))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status): [number, object] => {
      const answers = sources.flatMap((source) => source[status] ?? []);
      const examples = Object.entries(route.examples).filter(([, example]) => example.status === status);
      return [status, examples.length === 0 ? reference(answers) : responseObject(answers, examples)];
    }),
  );
}

/** Where the answer stands that many routes have. */
function reference(answers: readonly Answer[]): object {
  const [shared] = Object.entries(sharedAnswers).find(([, answer]) => answer === answers[0]) ?? [];
  const alone = answers.length === 1 && shared !== undefined;
  return alone ? { $ref: `#/components/responses/${shared}` } : responseObject(answers);
}

/** A response object of OpenAPI. */
export function responseObject(answers: readonly Answer[], examples: readonly NamedExample[] = []): object {
  const schemas = answers.map(({ schema }) => schema).filter((schema) => schema !== undefined);
  const unique = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const shown = examples.flatMap(([name, { summary, answer }]) =>
    answer === undefined ? [] : [[name, { ...(summary === undefined ? {} : { summary }), value: answer }] as const],
  );
  const media = {
    schema: unique.length === 1 ? unique[0] : either(...unique),
    ...(shown.length === 0 ? {} : { examples: Object.fromEntries(shown) }),
  };
  return {
    description: answers.map(({ description }) => description).join('; or '),
    ...(unique.length === 0 ? {} : { content: { [answers[0]?.type ?? 'application/json']: media } }),
  };
}
