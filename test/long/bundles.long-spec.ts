import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, entryOf } from '../../scripts/launcher/build.mjs';

const chunks = resolve(import.meta.dirname, '../../dist/chunks');

/** Packages that `file` imports as it is loaded; its own chunks are not among them. */
const packagesOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^import (?:.* from )?'([^.'][^']*)';$/gm)].map(([, name]) => name as string);

describe('the bundles that the API and the worker start from', () => {
  let files: string[];
  beforeAll(async () => {
    await build();
    files = [entryOf('api'), entryOf('worker'), ...readdirSync(chunks).map((name) => join(chunks, name))];
  });

  it('hold Nest, and load it nowhere a second time', () => {
    const packages = new Set(files.flatMap(packagesOf));
    expect(packages).toContain('typeorm');
    expect([...packages].filter((name) => /^(@nestjs\/|rxjs|tslib)/.test(name))).toEqual([]);
  });

  it('leave tracing outside until it is asked for', () => {
    const first = files.filter((file) => !file.endsWith('/otel.js'));
    expect(first).toHaveLength(files.length - 1);
    expect(first.flatMap(packagesOf).filter((name) => name.startsWith('@opentelemetry/sdk'))).toEqual([]);
  });
});
