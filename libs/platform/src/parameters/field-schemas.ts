/** A JSON Schema (2020-12), as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Field {
  /** Read late: a field may speak of a class that is declared below its own. */
  readonly schema: () => JsonSchema;
  readonly required: boolean;
}

const fields = new WeakMap<object, Map<string, Field>>();

/** Notes what a field takes. Every field decorator does; nothing that answers requests reads it. */
export function noteField(dto: object, name: string, schema: () => JsonSchema, required = false): void {
  if (!fields.has(dto)) fields.set(dto, new Map());
  fields.get(dto)?.set(name, { schema, required });
}

/** The schema of a DTO class, out of its field decorators; those of its parents come first. For the API's document. */
export function schemaOf(type: new () => object): JsonSchema {
  const known = new Map<string, Field>();
  const chain: object[] = [];
  for (let one = type.prototype as object; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
    chain.unshift(one);
  }
  for (const one of chain) for (const [name, field] of fields.get(one) ?? []) known.set(name, field);
  const required = [...known].flatMap(([name, field]) => (field.required ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries([...known].map(([name, { schema }]) => [name, schema()])),
    ...(required.length === 0 ? {} : { required }),
  };
}
