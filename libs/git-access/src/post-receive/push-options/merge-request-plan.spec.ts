import { planMergeRequests } from './merge-request-plan.js';
import { mergeRequestWish, titleOf } from './merge-request-wish.js';
import type { OpenMergeRequestRow } from './merge-requests.sql.js';
import { parsePushOptions } from './push-options.js';

const target = { id: 3, defaultBranch: 'master', mayCreate: true, mayUpdate: true };
const open = (columns: Partial<OpenMergeRequestRow>): OpenMergeRequestRow => ({
  id: 100,
  iid: 5,
  source_branch: 'feature',
  target_branch: 'master',
  target_project_id: 3,
  own: false,
  ...columns,
});
const plan = (
  options: string[],
  rows: OpenMergeRequestRow[] = [],
  rights: Partial<typeof target> = {},
  branches = ['feature'],
) =>
  planMergeRequests(
    mergeRequestWish(parsePushOptions(options.map((option) => `mr.${option}`)))!,
    branches,
    { ...target, ...rights },
    rows,
    3,
  );

describe('planMergeRequests', () => {
  it('makes what is not there, and changes what is', () => {
    expect(plan(['create'], [open({})], {}, ['feature', 'other-work'])).toEqual({
      create: [{ branch: 'other-work', title: 'Other work' }],
      update: [100],
      errors: [],
    });
  });

  it('asks for create once for each branch without a merge request', () => {
    expect(plan(['title=x'], [], {}, ['a', 'b']).errors).toEqual([
      'A merge_request.create push option is required to create a merge request for branch a',
      'A merge_request.create push option is required to create a merge request for branch b',
    ]);
  });

  it('lets those who wrote it or are assigned change it, and developers of the target', () => {
    const refused = { create: [], update: [], errors: ['User access was denied'] };
    expect(plan(['title=x'], [open({})], { mayUpdate: false })).toEqual(refused);
    expect(plan(['title=x'], [open({ own: true })], { mayUpdate: false }).update).toEqual([100]);
    expect(plan(['create'], [], { mayCreate: false })).toEqual(refused);
    expect(plan(['create'], [open({})], { mayUpdate: false }, ['other', 'feature'])).toEqual(refused);
  });

  it('refuses a merge request from a branch into itself', () => {
    expect(plan(['create', 'target=feature']).errors).toEqual([
      "Branch conflict You can't use same project/branch for source and target",
    ]);
    expect(plan(['create', 'target=feature'], [], { id: 4 }).create).toHaveLength(1);
  });

  it('takes the open merge request that already goes to the target', () => {
    const rows = [open({ id: 100 }), open({ id: 101, iid: 6, target_branch: 'develop' })];
    expect(plan(['target=master'], rows).update).toEqual([100]);
    expect(plan(['title=x'], rows).update).toEqual([101]);
  });

  it('refuses a title that is too long, with its prefix', () => {
    const text = 'Title is too long (maximum is 255 characters)';
    expect(plan(['create', `title=${'x'.repeat(256)}`])).toEqual({ create: [], update: [], errors: [text] });
    expect(plan(['create', 'draft', `title=${'x'.repeat(250)}`]).errors).toEqual([text]);
    expect(plan(['create', `title=${'😀'.repeat(255)}`]).create).toHaveLength(1);
  });

  it('marks a draft once', () => {
    expect(plan(['create', 'draft', 'title=x']).create[0]?.title).toBe('Draft: x');
    expect(plan(['create', 'draft', 'title=DRAFT: x']).create[0]?.title).toBe('DRAFT: x');
    expect(plan(['create', 'draft=false', 'title=x']).create[0]?.title).toBe('x');
  });
});

describe('titleOf', () => {
  it.each([
    ['feature', 'Feature'],
    ['fix-LOGIN_page', 'Fix login page'],
    ['a/b--c', 'A/b c'],
    ['-_-', '-_-'],
  ])('makes a title of %s', (branch, title) => {
    expect(titleOf(branch)).toBe(title);
  });
});
