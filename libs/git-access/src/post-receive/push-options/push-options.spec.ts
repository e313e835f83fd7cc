import { parsePushOptions } from './push-options.js';
import { mergeRequestWish } from './merge-request-wish.js';
import { stopwatch } from '../../../../../test/support/stopwatch.js';

/** Maps as plain objects, so that they can be compared at a glance. */
const plain = (raw: string[]): unknown =>
  JSON.parse(
    JSON.stringify(parsePushOptions(raw), (_, value: unknown) =>
      value instanceof Map ? (Object.fromEntries(value) as unknown) : value,
    ),
  );

describe('parsePushOptions', () => {
  it.each([
    ['merge_request.create', { merge_request: { create: 'true' } }],
    ['mr.create=', { merge_request: { create: 'true' } }],
    ['mr.create= ', { merge_request: { create: 'true' } }],
    [' mr . title = A title = two.dots ', { merge_request: { title: 'A title = two.dots' } }],
    ['mr.target=release/1.0', { merge_request: { target: 'release/1.0' } }],
    ['ci.skip', { ci: { skip: 'true' } }],
    ['ci.variable=A=B', { ci: { variable: { 'A=B': 1 } } }],
    ['integrations.skip_ci', { integrations: { skip_ci: 'true' } }],
    ['secret_push_protection.skip_all', { secret_push_protection: { skip_all: 'true' } }],
  ])('reads %j', (option, expected) => {
    expect(plain([option])).toEqual(expected);
  });

  it.each([
    'another push option',
    '',
    '.',
    'create',
    'merge_request',
    'merge_request.',
    'merge_request.unknown',
    'unknown.create',
    'Mr.create',
    'mr.CREATE',
    'ci.create',
    '__proto__.create',
    'mr.__proto__=x',
    'constructor.name=x',
  ])('drops %j without a word', (option) => {
    expect(plain([option])).toEqual({});
  });

  it('takes the last of a kind, and counts those that may be repeated', () => {
    const raw = ['mr.title=a', 'mr.label=x', 'merge_request.title=b', 'mr.label=y', 'mr.label=x', 'mr.label'];
    expect(plain(raw)).toEqual({ merge_request: { title: 'b', label: { x: 2, y: 1, true: 1 } } });
  });

  it('takes time in proportion to the options', () => {
    const took = stopwatch();
    parsePushOptions(Array.from({ length: 50_000 }, (_, index) => `mr.label=${index}`).slice(0, 2_000));
    parsePushOptions(['='.repeat(1_000_000), `mr.title=${' '.repeat(1_000_000)}`, '.'.repeat(1_000_000)]);
    expect(took()).toBeLessThan(1_000);
  });
});

describe('mergeRequestWish', () => {
  const wish = (...raw: string[]) => mergeRequestWish(parsePushOptions(raw));

  it('wishes nothing without an option for merge requests', () => {
    expect(wish('ci.skip', 'mr.unknown')).toBeUndefined();
  });

  it('turns the two characters of a line break into one', () => {
    expect(wish('mr.description=a\\nb\\n\\nc')).toMatchObject({ create: false, description: 'a\nb\n\nc' });
  });

  it('reads all options', () => {
    const raw = ['create', 'target=t', 'target_project=a/b', 'title=x', 'draft', 'squash=false', 'auto_merge'];
    expect(
      wish(...[...raw, 'remove_source_branch', 'assign=dev', 'assign=7', 'unassign=x'].map((o) => `mr.${o}`)),
    ).toEqual({
      create: true,
      target: 't',
      targetProject: 'a/b',
      title: 'x',
      description: null,
      draft: true,
      squash: false,
      removeSourceBranch: true,
      autoMerge: true,
      assign: ['dev', '7'],
      unassign: ['x'],
      withoutEffect: [],
    });
  });

  it('names what has no effect here', () => {
    expect(wish('mr.label=x', 'mr.milestone=m')?.withoutEffect).toEqual(['label', 'milestone']);
  });
});
