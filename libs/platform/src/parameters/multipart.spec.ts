import { BadBody, BodyTooLarge } from '../http/wire-errors.js';
import { readMultipart } from './multipart.js';

type Field = readonly [name: string, value: string];

const headers = { 'content-type': 'multipart/form-data; boundary=B' };
const written = (fields: readonly Field[]): Buffer =>
  Buffer.from(
    `${fields.map(([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--B--\r\n`,
  );
const read = (...fields: Field[]) => readMultipart(headers, written(fields));

describe('a multipart form', () => {
  it.each<[Field[], object]>([
    [[['project', 'a/b']], { project: 'a/b' }],
    [[['name', 'Größe ✓']], { name: 'Größe ✓' }],
    [[['empty', '']], { empty: '' }],
    [
      [
        ['a[]', '1'],
        ['a[]', '2'],
      ],
      { a: ['1', '2'] },
    ],
    [
      [
        ['key_id', '1'],
        ['key_id', '2'],
      ],
      { key_id: ['1', '2'] },
    ],
    [[['env[GIT_DIR]', '.']], { env: { GIT_DIR: '.' } }],
    [
      [
        ['a[1]', 'y'],
        ['a[0]', 'x'],
      ],
      { a: ['x', 'y'] },
    ],
    [[['__proto__[x]', '1']], {}],
    [[], {}],
  ])('%j', async (fields, expected) => {
    expect({ ...(await read(...fields)) }).toEqual(expected);
  });

  it('has no list as long as a number in a name says', async () => {
    const begun = performance.now();
    await expect(read(['a[4000000000]', 'x'], ['a[b][c]', 'y'], ['a[][d]', 'z'])).rejects.toThrow(BadBody);
    await expect(read(['changes[9999]', 'x'])).rejects.toThrow('too many parameters');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('holds no file, no endless name and no endless number of fields', async () => {
    const file = Buffer.from('--B\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nx\r\n--B--\r\n');
    await expect(readMultipart(headers, file)).rejects.toThrow(BadBody);
    await expect(read(['a'.repeat(201), 'x'])).rejects.toThrow(BadBody);
    await expect(read(...Array.from({ length: 4_097 }, (_, n): Field => [`a${n}`, 'x']))).rejects.toThrow(BodyTooLarge);
  });

  it.each([
    ['without a boundary', { 'content-type': 'multipart/form-data' }, written([['a', 'x']])],
    ['that breaks off', headers, written([['a', 'x']]).subarray(0, -8)],
    ['of other bytes', headers, Buffer.from('garbage')],
  ])('%s is unreadable', async (_, head, body) => {
    await expect(readMultipart(head, body)).rejects.toThrow('the request body cannot be read');
  });
});
