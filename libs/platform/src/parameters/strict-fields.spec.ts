import 'reflect-metadata';
import { ParameterErrors } from '../http/wire-errors.js';
import { ParametersPipe } from './parameters.pipe.js';
import {
  BooleanField,
  DateField,
  IntegerField,
  IntegerListField,
  INTEGER_RANGE,
  JsonListField,
  JsonObjectField,
  ObjectField,
  ObjectListField,
  StringField,
} from './strict-fields.js';

class Pack {
  @IntegerField({ required: true }) minutes: number | null;
  @DateField({ required: true }) expires_at: string | null;
}

class Row {
  @IntegerField({ required: true, notEmpty: true }) namespace_id: number;
  @DateField({ required: true }) date: string | null;
}

class Mandatory {
  @DateField({ required: true }) start_date: string | null;
  @IntegerField() seats?: number | null;
  @BooleanField() trial?: boolean | null;
  @StringField() plan_code?: string | null;
}

class Counted {
  @ObjectListField(Pack, { required: true }) packs: Pack[];
}

class Uncounted {
  @JsonListField(Row, { required: true }) rows: Row[];
}

class Nested {
  @ObjectField(Pack) pack?: Pack | null;
  @IntegerListField(INTEGER_RANGE) ids?: number[];
  @JsonObjectField({ required: true, notEmpty: true }) config: Record<string, unknown>;
}

class Misdeclared {
  // @ts-expect-error an optional field may be absent, so its property must be able to say so
  @IntegerField() seats: number;
  // @ts-expect-error a date is text
  @DateField() date?: number | null;
}

const read = <Dto extends object>(type: new () => Dto, value: Record<string, unknown>): Dto =>
  new ParametersPipe().transform(value, { type: 'custom', metatype: type }) as Dto;

function errorOf(type: new () => object, value: Record<string, unknown>): unknown {
  try {
    read(type, value);
  } catch (error) {
    if (error instanceof ParameterErrors) return (error.getResponse() as { error: string }).error;
    throw error;
  }
  return undefined;
}

const seats = (value: unknown): unknown => read(Mandatory, { start_date: null, seats: value }).seats;
const trial = (value: unknown): unknown => read(Mandatory, { start_date: null, trial: value }).trial;
const planCode = (value: unknown): unknown => read(Mandatory, { start_date: null, plan_code: value }).plan_code;

describe('strict fields', () => {
  it('tell absent from null from a value', () => {
    expect(read(Mandatory, { start_date: '13 Jun 2021', seats: null })).toEqual({
      start_date: '2021-06-13',
      seats: null,
    });
  });

  it('compile only on properties that can hold what they read', () => {
    expect(read(Misdeclared, {})).toEqual({});
  });

  it.each([
    ['10', 10],
    ['-3', -3],
    ['+7', 7],
    ['007', 7],
    [0, 0],
    [2147483647, 2147483647],
    ['', null],
    [null, null],
  ])('integer %p is %p', (value, expected) => {
    expect(seats(value)).toBe(expected);
  });

  it.each(['abc', '1.5', 1.5, '1e1', ' 1', '0x1', {}, [], [1], true, 2147483648, '-2147483649', '9'.repeat(400)])(
    'integer %p is refused',
    (value) => {
      expect(errorOf(Mandatory, { start_date: null, seats: value })).toBe('seats is invalid');
    },
  );

  const yes = ['true', 'True', 'TRUE', 't', 'T', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1', true];
  const no = ['false', 'False', 'FALSE', 'f', 'F', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0', false];

  it('read a boolean in its spellings', () => {
    expect(yes.map(trial)).toEqual(yes.map(() => true));
    expect(no.map(trial)).toEqual(no.map(() => false));
    expect(['', null].map(trial)).toEqual([null, null]);
  });

  it.each(['maybe', 'tRue', 'oN', 2, 1, {}, []])('boolean %p is refused', (value) => {
    expect(errorOf(Mandatory, { start_date: null, trial: value })).toBe('trial is invalid');
  });

  it('text takes numbers and keeps the empty text', () => {
    expect([planCode('gold'), planCode(5), planCode(''), planCode(null)]).toEqual(['gold', '5', '', null]);
  });

  it.each([[['gold']], [{}], ['go\0ld'], [true]])('text %j is refused', (value) => {
    expect(errorOf(Mandatory, { start_date: null, plan_code: value })).toBe('plan_code is invalid');
  });

  it.each([20210613, {}, ['2021-06-13'], true])('date %j is refused', (value) => {
    expect(errorOf(Mandatory, { start_date: value })).toBe('start_date is invalid');
  });

  it('tells every failure in one answer, in the order of the declaration', () => {
    expect(errorOf(Mandatory, { trial: 'maybe', seats: 'abc' })).toBe(
      'start_date is missing, seats is invalid, trial is invalid',
    );
  });

  it('names the element of a list', () => {
    const packs = [{ minutes: 'x' }, { minutes: 1, expires_at: 'nope' }];
    expect(errorOf(Counted, { packs })).toBe(
      'packs[0][minutes] is invalid, packs[0][expires_at] is missing, packs[1][expires_at] is invalid',
    );
  });

  it.each(['x', '[]', {}, { minutes: 1 }, [1], [null], [[]], 5])('a list is not %j', (packs) => {
    expect(errorOf(Counted, { packs })).toBe('packs is invalid');
  });

  it('takes null for the empty list, and misses an absent one', () => {
    expect(read(Counted, { packs: null }).packs).toEqual([]);
    expect(errorOf(Counted, {})).toBe('packs is missing');
  });

  it('reads a list out of JSON text, or one object', () => {
    const row = { namespace_id: 127, date: '2021-06-13' };
    for (const rows of [[row], row, JSON.stringify([row]), JSON.stringify(row)]) {
      expect(read(Uncounted, { rows }).rows).toEqual([row]);
    }
    expect(read(Uncounted, { rows: 'null' }).rows).toEqual([]);
    expect(errorOf(Uncounted, { rows: '{bad' })).toBe('rows is invalid');
    expect(errorOf(Uncounted, { rows: '5' })).toBe('rows is invalid');
  });

  it('tells a failure of an uncounted list once, without the element', () => {
    const rows = [{ namespace_id: '', date: '' }, { namespace_id: null, date: null }, { namespace_id: 1 }];
    expect(errorOf(Uncounted, { rows })).toBe('rows[namespace_id] is empty, rows[date] is missing');
  });

  it('takes names of the prototype for what they are', () => {
    const packs = [JSON.parse('{"__proto__": {"minutes": 1, "expires_at": "2021-06-13"}}') as object];
    expect(errorOf(Counted, { packs })).toBe('packs[0][minutes] is missing, packs[0][expires_at] is missing');
  });

  it('names the member of an object', () => {
    const config = {};
    expect(errorOf(Nested, { config, pack: { minutes: 'x' } })).toBe(
      'pack[minutes] is invalid, pack[expires_at] is missing',
    );
    expect(errorOf(Nested, { config, pack: [] })).toBe('pack is invalid');
    expect(read(Nested, { config, pack: null }).pack).toBeNull();
    expect(read(Nested, { config, pack: { minutes: '1', expires_at: '2021-06-13' } }).pack).toEqual({
      minutes: 1,
      expires_at: '2021-06-13',
    });
  });

  it('reads a list of whole numbers', () => {
    const ids = (value: unknown): unknown => read(Nested, { config: {}, ids: value }).ids;
    expect([ids([1, '2']), ids([]), ids(null), ids(undefined)]).toEqual([[1, 2], [], [], undefined]);
    for (const bad of ['1', 5, {}, ['x'], [1.5], [null], [[1]]]) {
      expect(errorOf(Nested, { config: {}, ids: bad })).toBe('ids is invalid');
    }
  });

  it('reads an object out of JSON text too', () => {
    expect(read(Nested, { config: '{"a":1}' }).config).toEqual({ a: 1 });
    const hostile = JSON.parse('{"constructor":{"prototype":1},"__proto__":{"a":2}}') as object;
    expect(read(Nested, { config: hostile }).config).toEqual(hostile);
    for (const bad of ['x', '[]', '5', [], 5, true]) {
      expect(errorOf(Nested, { config: bad })).toBe('config is invalid');
    }
    for (const empty of ['', null, 'null']) expect(errorOf(Nested, { config: empty })).toBe('config is empty');
    expect(errorOf(Nested, {})).toBe('config is missing');
  });
});
