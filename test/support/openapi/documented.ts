import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Media {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Answers {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface OperationObject {
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answers>>;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answers>> };
}

export const documentText = readFileSync(resolve(import.meta.dirname, '../../../docs/openapi.json'), 'utf8');
const document = JSON.parse(documentText) as OpenApiDocument;

/** The parts that go by one name in an operation: what is sent, and what comes back. */
export interface DocumentedExample {
  readonly name: string;
  readonly path: Readonly<Record<string, string | number>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly status: number;
  /** Undefined where the answer has no body. */
  readonly answer: unknown;
}

/** One method of one path. */
export class DocumentedOperation {
  readonly examples: readonly DocumentedExample[];

  constructor(
    readonly method: string,
    readonly path: string,
    private readonly object: OperationObject,
  ) {
    this.examples = [...this.exampleNames()].map((name) => this.example(name));
  }

  get name(): string {
    return `${this.method} ${this.path}`;
  }

  get security(): OperationObject['security'] {
    return this.object.security;
  }

  get takesBody(): boolean {
    return this.method !== 'GET';
  }

  /** The schema of an answer; null for one without a body, undefined for a status that the document does not know. */
  answerSchema(status: number): object | null | undefined {
    const answer = this.object.responses[status];
    if (answer === undefined) return undefined;
    const [media] = Object.values(resolveAnswer(answer).content ?? {});
    return media?.schema ?? null;
  }

  /** The schema of the JSON body, for methods that have one. */
  get bodySchema(): object | undefined {
    return this.object.requestBody?.content['application/json']?.schema;
  }

  private exampleNames(): Set<string> {
    const { parameters, responses } = this.object;
    return new Set(
      [...parameters, ...this.requestMedia(), ...Object.values(responses).flatMap(mediaOf)].flatMap(
        ({ examples = {} }) => Object.keys(examples),
      ),
    );
  }

  private requestMedia(): Media[] {
    return Object.values(this.object.requestBody?.content ?? {});
  }

  private example(name: string): DocumentedExample {
    const { parameters, responses } = this.object;
    const given = (place: string) =>
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place && one.examples?.[name] !== undefined)
          .map((one) => [one.name, one.examples?.[name]?.value]),
      );
    const answered = Object.entries(responses).find(([, answer]) =>
      mediaOf(answer).some((one) => one.examples?.[name]),
    );
    const [bare] = Object.entries(responses).find(([, answer]) => mediaOf(answer).length === 0) ?? [];
    return {
      name,
      path: given('path') as DocumentedExample['path'],
      query: given('query'),
      body: this.requestMedia()[0]?.examples?.[name]?.value,
      status: Number(answered?.[0] ?? bare),
      answer: answered === undefined ? undefined : mediaOf(answered[1])[0]?.examples?.[name]?.value,
    };
  }
}

const resolveAnswer = (answer: Answers): Answers =>
  answer.$ref === undefined ? answer : (document.components.responses[answer.$ref.replace(/^.*\//, '')] as Answers);

const mediaOf = (answer: Answers): Media[] => Object.values(resolveAnswer(answer).content ?? {});

/** All operations of docs/openapi.json, in its order. */
export const operations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, object]) => new DocumentedOperation(method.toUpperCase(), path, object)),
);
