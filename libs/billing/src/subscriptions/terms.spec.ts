import { askedPlan, beginsNewTerm, blankErrors, changedTerms, newTerms, sameTerms } from './terms.js';

const terms = { ...newTerms('2020-07-15'), seats: 10, end_date: '2021-07-15' };

describe('the terms of a subscription', () => {
  it('stay where nothing is sent', () => {
    expect(changedTerms(terms, {}, undefined)).toEqual(terms);
    expect(sameTerms(terms, changedTerms(terms, {}, undefined))).toBe(true);
    expect(sameTerms(terms, { ...terms, auto_renew: false })).toBe(false);
  });

  it('null clears what may be null, and is 0 or false elsewhere', () => {
    const full = { ...terms, trial: true, trial_ends_on: '2020-08-01', max_seats_used: 7, auto_renew: true };
    const sent = { end_date: null, trial_ends_on: null, auto_renew: null, max_seats_used: null, trial: null };
    expect(changedTerms(full, sent, null)).toEqual({ ...terms, end_date: null });
  });

  it.each([
    ['a start of its own', {}, { trial: true, trial_starts_on: '2021-02-01', start_date: '2021-01-01' }, '2021-02-01'],
    [
      'the start sent with it',
      { trial_starts_on: '2020-09-01' },
      { trial: true, start_date: '2021-01-01' },
      '2021-01-01',
    ],
    [
      'the start sent with it, over null',
      {},
      { trial: true, trial_starts_on: null, start_date: '2021-01-01' },
      '2021-01-01',
    ],
    ['the stored start', { trial_starts_on: '2020-09-01' }, { trial: true }, '2020-09-01'],
    ['the subscription’s start', {}, { trial: true }, '2020-07-15'],
    ['a start without a trial', {}, { trial_starts_on: '2021-02-01' }, '2021-02-01'],
    ['no start without a trial', { trial_starts_on: '2020-09-01' }, { trial_starts_on: null }, null],
    ['none without a trial', {}, { start_date: '2021-01-01' }, null],
  ])('a trial has %s', (_, stored, sent, start) => {
    expect(changedTerms({ ...terms, ...stored }, sent, undefined).trial_starts_on).toBe(start);
  });

  it.each([
    [{}, undefined],
    [{ plan: 'gold' }, 'gold'],
    [{ plan_code: 'silver', plan: 'gold' }, 'silver'],
    [{ plan_code: null, plan: 'gold' }, 'free'],
    [{ plan_code: '' }, ''],
  ])('%j asks for plan %p', (sent, plan) => {
    expect(askedPlan(sent)).toBe(plan);
  });

  it('cannot do without a start and seats', () => {
    expect(blankErrors({ start_date: null, seats: null })).toEqual({
      start_date: ["can't be blank"],
      seats: ["can't be blank"],
    });
    expect(blankErrors({ seats: 0 })).toEqual({});
  });

  it.each([
    ['both dates behind the old end', { start_date: '2021-07-15', end_date: '2022-07-15' }, true],
    ['both dates, inside of the old term', { start_date: '2021-07-14', end_date: '2022-07-15' }, false],
    ['the end alone', { end_date: '2022-07-15' }, false],
  ])('a new term: %s', (_, sent, begins) => {
    expect(beginsNewTerm(terms, changedTerms(terms, sent, undefined))).toBe(begins);
  });

  it('a new term begins when a trial ends', () => {
    expect(beginsNewTerm({ ...terms, trial: true }, terms)).toBe(true);
    expect(beginsNewTerm(terms, { ...terms, trial: true })).toBe(false);
  });
});
