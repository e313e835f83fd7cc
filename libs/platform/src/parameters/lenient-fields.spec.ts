import 'reflect-metadata';
import { ParameterErrors } from '../http/wire-errors.js';
import { IdField, RawField, TextField, TextListField } from './lenient-fields.js';
import { ParametersPipe } from './parameters.pipe.js';
import { DateField, IntegerField, ObjectField, ObjectListField } from './strict-fields.js';

class Actor {
  @IdField() key_id?: number | null;
  @TextField() username?: string;
}

class Request extends Actor {
  @TextListField() changes: string[];
  @RawField() env?: unknown;
}

class Defaulted {
  @TextField() action?: string = 'a default';
  undeclared = 'untouched';
}

class Mixed extends Actor {
  @DateField({ required: true }) start_date: string | null;
  @RawField() note?: unknown;
}

class Holder {
  @ObjectField(Actor) actor?: Actor | null;
  @ObjectListField(Mixed) list?: Mixed[];
  @IntegerField() seats?: number | null;
}

const read = <Dto extends object>(type: new () => Dto, value: Record<string, unknown>): Dto =>
  new ParametersPipe().transform(value, { type: 'custom', metatype: type }) as Dto;

const errorOf = (type: new () => object, value: Record<string, unknown>): unknown => {
  try {
    return read(type, value);
  } catch (error) {
    return (error as ParameterErrors).getResponse();
  }
};

describe('lenient fields', () => {
  it('make an instance of the class, those of its parent included, out of declared fields alone', () => {
    const dto = read(Request, { key_id: '7', username: 'jane', changes: 'x', other: 1, then: 2 });
    expect(dto).toBeInstanceOf(Request);
    expect(dto).toStrictEqual(
      Object.assign(new Request(), { key_id: 7, username: 'jane', changes: ['x'], env: undefined }),
    );
  });

  it('set every field, whatever a class says of its own', () => {
    expect({ ...read(Actor, {}) }).toStrictEqual({ key_id: undefined, username: undefined });
    expect({ ...read(Defaulted, {}) }).toStrictEqual({ action: undefined, undeclared: 'untouched' });
    expect(read(Defaulted, { undeclared: 'changed' }).undeclared).toBe('untouched');
  });

  it('keep an id that is unusable apart from an absent one', () => {
    const ids = [undefined, null, 7, '7', '', '0', '07', '+7', ' 7', '7e0', 0, -7, 7.5, [7], {}, '9'.repeat(16), true];
    expect(ids.map((key_id) => read(Actor, { key_id }).key_id)).toEqual(
      [undefined, undefined, 7, 7].concat(Array(13).fill(null) as never[]),
    );
  });

  it('take text, and numbers for text; anything else is absent', () => {
    const names = ['', 'jane', 5, NaN, null, true, {}, ['jane']];
    expect(names.map((username) => read(Actor, { username }).username)).toEqual(
      ['', 'jane', '5'].concat(Array(5).fill(undefined) as never[]),
    );
    expect(read(Request, { changes: ['a', 5, null, {}, ['b']] }).changes).toEqual(['a', '5']);
    expect([undefined, null, 'a'].map((changes) => read(Request, { changes }).changes)).toEqual([[], [], ['a']]);
  });

  it.each([[{ constructor: 'x' }], [{ then: 'x' }], [[{ constructor: null }]], ['x'], [null], [[]]])(
    'hand on %j as it came',
    (env) => {
      expect(read(Request, { env }).env).toBe(env);
    },
  );

  it('are read beside strict ones, which are still checked', () => {
    const dto = read(Mixed, { start_date: '13 Jun 2021', key_id: '7', note: 1 });
    expect(dto).toBeInstanceOf(Mixed);
    expect({ ...dto }).toEqual({ start_date: '2021-06-13', key_id: 7, note: 1 });
    expect(errorOf(Mixed, { key_id: 'x' })).toEqual({ error: 'start_date is missing' });
  });

  it('are read inside of strict ones', () => {
    const holder = read(Holder, { actor: { key_id: '7' }, list: [{ start_date: null, username: 5 }] });
    expect(holder.actor).toEqual({ key_id: 7 });
    expect(holder.actor).toBeInstanceOf(Actor);
    expect(holder.list).toEqual([{ start_date: null, username: '5' }]);
    expect(errorOf(Holder, { list: [{ username: 'x' }], seats: 'x' })).toEqual({
      error: 'list[0][start_date] is missing, seats is invalid',
    });
  });
});
