import { isPaid, isUpgradable, PAID_PLANS, TOP_PLANS } from './plans.js';

const TODAY = '2021-06-15';
const term = (plan: string | null, columns: object = {}) => ({
  plan_name: plan,
  seats: 1,
  trial: false,
  end_date: null,
  ...columns,
});

describe('plans', () => {
  it('only bronze and silver have something above them', () => {
    const upgradable = [...PAID_PLANS, 'default', 'free', 'nope', null].filter((plan) =>
      isUpgradable(term(plan), TODAY),
    );
    expect(upgradable).toEqual(['bronze', 'silver']);
    expect(TOP_PLANS.every((plan) => PAID_PLANS.includes(plan))).toBe(true);
  });

  it.each([
    [{ trial: true }, false],
    [{ seats: 0 }, false],
    [{ seats: -1 }, false],
    [{}, true],
  ])('are paid for: %j', (columns, paid) => {
    expect(isPaid(term('gold', columns))).toBe(paid);
    expect(isPaid(term('free', columns))).toBe(false);
  });

  it.each([
    ['2021-06-14', false],
    ['2021-06-15', true],
    [null, true],
  ])('a subscription that ends on %s', (end_date, upgradable) => {
    expect(isUpgradable(term('silver', { end_date }), TODAY)).toBe(upgradable);
  });
});
