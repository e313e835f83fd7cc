import { parseForm } from './form.js';
import { numberListElements } from './rack-lists.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

const plain = (form: string): unknown => JSON.parse(JSON.stringify(parseForm(form)));

describe('lists of objects in a form', () => {
  it('begin an element where a member comes again', () => {
    const form = 'rows[][id]=1&rows[][on]=a&rows[][id]=2&rows[][on]=b&rows[][id]=3';
    expect(plain(form)).toEqual({
      rows: [{ id: '1', on: 'a' }, { id: '2', on: 'b' }, { id: '3' }],
    });
    expect(plain(form.replaceAll('[', '%5B').replaceAll(']', '%5d'))).toEqual(plain(form));
  });

  it('keep lists inside an element together', () => {
    expect(plain('rows[][tags][]=a&rows[][tags][]=b&rows[][id]=1&rows[][id]=2')).toEqual({
      rows: [{ tags: ['a', 'b'], id: '1' }, { id: '2' }],
    });
  });

  it('are counted apart, and inside of objects', () => {
    expect(plain('a[][x]=1&b[][x]=2&a[][x]=3&o[list][][x]=4&o[list][][x]=5')).toEqual({
      a: [{ x: '1' }, { x: '3' }],
      b: [{ x: '2' }],
      o: { list: [{ x: '4' }, { x: '5' }] },
    });
  });

  it.each(['a=1&b=2', 'a[]=1&a[]=2', 'a[b]=1&a[c]=2', 'a[0][x]=1', '[][x]=1', 'a%5=1', 'a[][', ''])(
    'nothing else is touched: %j',
    (form) => {
      expect(numberListElements(form)).toBe(form);
    },
  );

  it('take long hostile names in linear time', () => {
    const took = stopwatch();
    numberListElements(`${'a['.repeat(100_000)}=1&${'a[b]'.repeat(100_000)}=1`);
    expect(took()).toBeLessThan(1_000);
  });
});
