import { Lifecycle, routesOf } from '@app/platform';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { generateDocument } from '../../openapi/generate.js';
import { startApi, type RunningApi } from '../support/app.js';
import { form, send, type Answer } from '../support/http.js';
import { credentialsOf, type Sent } from '../support/openapi/credentials.js';
import { loadDemoWorld } from '../support/openapi/demo-world.js';
import {
  documentText,
  operations,
  type DocumentedExample,
  type DocumentedOperation,
} from '../support/openapi/documented.js';
import { openSuite, type Suite } from '../support/suite.js';

const LARGEST_BODY = 64 * 1024;

/** Members whose values nobody can foretell; their types are told by the schema. */
const MADE_ANEW = new Set(['token', 'lfs_token', 'recovery_codes', 'last_used_at']);

describe('docs/openapi.json', () => {
  let suite: Suite;
  let api: RunningApi;
  let credentials: ReturnType<typeof credentialsOf>;
  const ajv = new Ajv2020({
    strict: false,
    formats: { date: /^\d{4}-\d\d-\d\d$/, 'date-time': /^\d{4}-\d\d-\d\dT.*Z$/ },
  });

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, {
      environment: {
        TWO_FACTOR_OVER_SSH: 'enabled',
        SSH_CERTIFICATES: 'true',
        MAX_BODY_SIZE: String(LARGEST_BODY),
        // No Gitaly runs here: what it would be asked is decided without it.
        GITALY_STORAGES: JSON.stringify({
          default: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', content: 'none' },
        }),
      },
    });
    api.app.get(Lifecycle).started();
    credentials = credentialsOf(await loadDemoWorld(suite, api.configuration));
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const call = (
    { method, path }: DocumentedOperation,
    example: Partial<DocumentedExample>,
    offered: readonly Partial<Sent>[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const place = path.replace(/{(\w+)}/g, (_, name: string) => String(example.path?.[name] ?? 1));
    const query = form(Object.assign({}, example.query, ...offered.map((one) => one.query)));
    const { body } = example;
    return send(api.url, query === '' ? place : `${place}?${query}`, {
      method,
      headers: Object.assign({ 'content-type': 'application/json' }, ...offered.map((one) => one.headers), headers),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };

  const offer = (alternative: Readonly<Record<string, unknown>>) =>
    Object.keys(alternative).map((scheme) => credentials[scheme]!());

  const expectFit = (schema: object, body: unknown): void => {
    const fits = ajv.validate(schema, body);
    expect({ body, errors: fits ? [] : ajv.errors }).toMatchObject({ errors: [] });
  };

  /** Fails unless the document knows the status and the body fits its schema. */
  const expectDocumented = (operation: DocumentedOperation, answer: Answer): unknown => {
    const schema = operation.answerSchema(answer.status);
    expect({ status: answer.status, documented: schema !== undefined }).toMatchObject({ documented: true });
    if (schema === null) return expect(answer.text).toBe('');
    const body = String(answer.headers['content-type']).startsWith('text/plain') ? answer.text : answer.json<unknown>();
    expectFit(schema!, body);
    return body;
  };

  it('is what the code generates', async () => {
    expect(await generateDocument()).toBe(documentText);
  });

  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(documentText);
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it('lists the routes that the router serves', () => {
    const served = routesOf(api.app.getHttpAdapter().getInstance()).map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(served.sort());
  });

  it('is served to anybody as it is committed', async () => {
    const answer = await send(api.url, '/-/openapi.json');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.text).toBe(documentText);
  });

  describe.each(operations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
    const [first] = operation.examples;
    const closed = operation.security.some((alternative) => Object.keys(alternative).length > 0);

    if (first !== undefined) {
      it.each(operation.examples.map((example) => [example.name, example] as const))(
        'answers the example %s as printed',
        async (__, example) => {
          if (example.status < 400 && example.body !== undefined) expectFit(operation.bodySchema!, example.body);
          const answer = await call(operation, example, offer(operation.security[0]!));
          expect(answer.status).toBe(example.status);
          expect(comparable(expectDocumented(operation, answer))).toEqual(comparable(example.answer));
        },
      );
    }

    if (closed) {
      it('refuses a call without credentials with a documented 401', async () => {
        const answer = await call(operation, first ?? {}, []);
        expect(answer.status).toBe(401);
        expectDocumented(operation, answer);
      });
    }

    // What was made by the first call may be there already: only whether the caller is let in counts here.
    if (operation.security.length > 1) {
      it.each(operation.security.slice(1).map((one) => [Object.keys(one).join(' and '), one] as const))(
        'lets in %s',
        async (__, alternative) => {
          const answer = await call(operation, first ?? {}, offer(alternative));
          expect([401, 403]).not.toContain(answer.status);
          expectDocumented(operation, answer);
        },
      );
    }

    if (operation.takesBody) {
      it.each([
        ['broken JSON', 400, '{', 'application/json'],
        ['a body that is too large', 413, `"${'x'.repeat(LARGEST_BODY)}"`, 'application/json'],
        ['a body of another type', 415, 'hello', 'text/plain'],
      ])('refuses %s with a documented %d', async (__, status, body, type) => {
        const answer = await call(operation, { ...first, body }, [], { 'content-type': type });
        expect(answer.status).toBe(status);
        expectDocumented(operation, answer);
      });
    }
  });
});

/** Without the values that are made anew for every answer. */
function comparable(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body ?? null, (name, value: unknown) => (MADE_ANEW.has(name) && value !== null ? '…' : value)),
  );
}
