import { alertFields, type AlertFields } from './alert-fields.js';
import { readJson, type JsonObject } from '../json/lossless-json.js';

const NOW = new Date('2021-06-01T10:00:00Z');
const fields = (alert: object): AlertFields => alertFields(readJson(JSON.stringify(alert)) as JsonObject, NOW);
const policy = (name: unknown): object => ({ ciliumNetworkPolicy: { metadata: { name } } });

describe('alertFields', () => {
  it.each([
    [policy('Deny all'), 'Deny all'],
    [{ ...policy('Deny all'), title: 'x' }, 'Deny all'],
    [{ ...policy(''), title: 'x' }, 'x'],
    [{ ...policy(null), title: 'x' }, 'x'],
    [{ ...policy('  '), title: '' }, 'New: Alert'],
    [{ ...policy({}), title: 7 }, '7'],
    [{ title: false }, 'New: Alert'],
    [{ ciliumNetworkPolicy: 'x' }, 'New: Alert'],
    [{}, 'New: Alert'],
  ])('case 58: %j is called %s', (alert, title) => {
    expect(fields(alert).title).toBe(title);
  });

  it('case 64: shortens by characters, not by bytes or halves of them', () => {
    expect(fields(policy('a'.repeat(250))).title).toBe(`${'a'.repeat(197)}...`);
    expect(fields(policy('😀'.repeat(200))).title).toBe('😀'.repeat(200));
    expect(fields(policy('😀'.repeat(201))).title).toBe(`${'😀'.repeat(197)}...`);
    expect(fields({ service: 's'.repeat(101) }).service).toBe(`${'s'.repeat(97)}...`);
    expect(fields({ flow: { verdict: 'v'.repeat(1001) } }).description).toBe(`${'v'.repeat(997)}...`);
  });

  it('describes by the verdict, else by the description', () => {
    expect(fields({ flow: { verdict: 'DROPPED' }, description: 'x' }).description).toBe('DROPPED');
    expect(fields({ flow: {}, description: 'x' }).description).toBe('x');
    expect(fields({}).description).toBeNull();
  });

  it.each([
    ['critical', 0],
    ['HIGH', 1],
    ['Medium', 2],
    ['low', 3],
    ['info', 4],
    ['unknown', 5],
    ['nonsense', 0],
    ['', 0],
    [null, 0],
    [{}, 0],
  ])('case 61: severity %j is %p', (severity, number) => {
    expect(fields({ severity }).severity).toBe(number);
  });

  it.each([
    ['a', ['a']],
    [
      ['a', ['b']],
      ['a', 'b'],
    ],
    [
      ['a', null, '', false, 7, true, {}, [[['c']]]],
      ['a', '7', 'true', 'c'],
    ],
    [null, []],
    [{}, []],
    [['x'.repeat(255), 'y'], ['x'.repeat(255)]],
    [
      ['x'.repeat(200), 'y'.repeat(100), 'z'],
      ['x'.repeat(200), 'y'.repeat(55)],
    ],
    [['😀'.repeat(300)], ['😀'.repeat(255)]],
  ])('cases 62, 63: hosts %j', (hosts, kept) => {
    expect(fields({ hosts }).hosts).toEqual(kept);
  });

  it.each([
    ['2021-05-31T12:30:00Z', '2021-05-31T12:30:00.000Z'],
    ['2021-05-31T12:30:00.123456789+02:00', '2021-05-31T10:30:00.123Z'],
    ['2021-05-31 12:30:00 UTC', '2021-05-31T12:30:00.000Z'],
    ['2021-05-31 12:30:00 +0200', '2021-05-31T10:30:00.000Z'],
    ['2021-05-31 12:30', '2021-05-31T12:30:00.000Z'],
    ['2021-05-31', '2021-05-31T00:00:00.000Z'],
    ['20210531T123000Z', '2021-05-31T12:30:00.000Z'],
    ['31 May 2021 12:30:00', '2021-05-31T12:30:00.000Z'],
    ['May 31, 2021 1:30 PM', '2021-05-31T13:30:00.000Z'],
    ['May 31, 2021 12:30 am', '2021-05-31T00:30:00.000Z'],
    ['Mon, 31 May 2021 12:30:00 +0000', '2021-05-31T12:30:00.000Z'],
    ['Mon, 31 May 2021 12:30:00 GMT', '2021-05-31T12:30:00.000Z'],
    ['Mon May 31 12:30:00 2021', '2021-05-31T12:30:00.000Z'],
    ['2021-05-31 12:30:00 America/New_York', '2021-05-31T16:30:00.000Z'],
    ['2021-W22-1', '2021-05-31T00:00:00.000Z'],
    ['nonsense', NOW.toISOString()],
    ['10:00', NOW.toISOString()],
    ['2021', NOW.toISOString()],
    ['2021-02-30T12:00:00Z', NOW.toISOString()],
    ['2021-05-31 25:00:00', NOW.toISOString()],
    ['99999-01-01', NOW.toISOString()],
    ['', NOW.toISOString()],
    [1622460600, NOW.toISOString()],
    [null, NOW.toISOString()],
  ])('began at %j', (start_time, moment) => {
    expect(fields({ start_time }).startedAt.toISOString()).toBe(moment);
  });
});
