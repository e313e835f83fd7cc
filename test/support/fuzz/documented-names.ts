import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const document = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
) as Document;

/** The names of parameters that docs/openapi.json gives each operation, members of lists and objects among them. */
export function documentedNames(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const schemas = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => (schema ? [schema] : []));
      const all = [...parameters.map(({ name }) => name), ...schemas.flatMap(namesIn)];
      names.set(`${method.toUpperCase()} ${path.replace('{target_id}', '301').replace(/\{\w+\}/g, '300')}`, [
        ...new Set(all),
      ]);
    }
  }
  return names;
}

function namesIn({ properties = {}, items }: Schema): string[] {
  return [
    ...(items ? namesIn(items) : []),
    ...Object.entries(properties).flatMap(([name, schema]) => [name, ...namesIn(schema)]),
  ];
}
