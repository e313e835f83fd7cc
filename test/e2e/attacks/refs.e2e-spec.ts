import { A, B, knownRepository, said, Z } from '../../support/allowed-world.js';
import { openAttackWorld, type AttackWorld } from '../../support/attack-world.js';
import type { MadeProject, ProtectedLevel } from '../../support/made.js';
import { M21 } from '../../support/refusals.js';
import { stopwatch } from '../../support/stopwatch.js';

/**
 * The story: a developer wants a commit on the protected branch. They may push almost everywhere else, so they write the
 * ref in a way that the rule does not recognise, hide it among ten thousand others, send lines that no client would send,
 * or let a maintainer's rule burn the processor until the check gives up.
 */
let world: AttackWorld;
beforeAll(async () => {
  world = await openAttackWorld();
});
afterAll(() => world?.close());

const push = (changes: unknown, actor: object = { key_id: 30 }, more: object = {}) =>
  world.push({ ...actor, changes, ...more });
const update = (ref: string) => `${A} ${B} ${ref}`;
const PROTECTED = /^401 .*protected branches/;

/** Milliseconds for what a busy machine does in a tenth of them; what is meant takes minutes. */
const SOON = 10_000;

async function soon<Result>(work: () => Promise<Result>): Promise<Result> {
  const took = stopwatch();
  const result = await work();
  expect(took()).toBeLessThan(SOON);
  return result;
}

async function newProject(columns: object = {}): Promise<MadeProject> {
  const project = await world.suite.make.project({ namespace_id: world.group.id, ...columns });
  await world.suite.make.member({ project: project.id }, world.users.dev.id, 30);
  await world.suite.make.member({ project: project.id }, world.users.maint.id, 40);
  await knownRepository(world.suite, project.id);
  return project;
}

describe('attack 24: patterns that take for ever', () => {
  it('wildcards of rules against a ref of 10 kB', async () => {
    const project = await newProject();
    const wildcards = [`${'o*'.repeat(2_000)}b`, `${'*o'.repeat(100)}*b`, `*${'o'.repeat(250)}b`, '*'.repeat(250)];
    for (const name of wildcards)
      await world.suite.make.protectedBranch({ project_id: project.id }, name, { push: [0] });
    const long = update(`refs/heads/${'o'.repeat(10_000)}`);
    // The rule of stars alone protects every branch.
    expect(said(await soon(() => push(long, {}, { key_id: 30, project: project.fullPath })))).toMatch(PROTECTED);
  });

  it('expressions of push rules', async () => {
    const project = await newProject();
    const columns = { project_id: project.id, created_at: new Date(), updated_at: new Date() };
    const rule = await world.suite.make.insert('push_rules', { ...columns, branch_name_regex: '^(a+)+$' });
    const asked = { key_id: 30, project: project.fullPath };
    for (const expression of ['^(a+)+$', '(a|aa)+$', '(.*a){30}', '([a-z]+)*\\d', '(?=a)b', '(a)\\1']) {
      await world.suite.sql('UPDATE push_rules SET branch_name_regex = $2 WHERE id = $1', [rule.id, expression]);
      const answer = await soon(() => push(update(`refs/heads/${'a'.repeat(5_000)}!`), {}, asked));
      // What does not follow is refused, and so is everything where the expression is none that can be read.
      expect([expression, answer.status === 401 || expression === '(.*a){30}']).toEqual([expression, true]);
    }
  });
});

describe('attack 25: refs that look like others', () => {
  it('never reach the protected branch', async () => {
    const names = [
      'refs/heads/master^{}',
      'refs/heads/master~0',
      'refs/heads/master.lock',
      'refs/heads/../heads/master',
    ];
    const more = [
      'refs/heads//master',
      'refs/heads/./master',
      'refs/heads/master\u007f',
      'refs/heads/HEAD',
      'refs/heads/@{-1}',
    ];
    for (const ref of [...names, ...more, 'refs/heads/refs/heads/master', 'refs/heads/', 'refs/heads/-d']) {
      expect([ref, said(await push(update(ref)))]).toEqual([
        ref,
        '401 You cannot create a branch with an invalid name.',
      ]);
    }
    for (const ref of [
      `refs/heads/${'a'.repeat(40)}`,
      `refs/heads/${'0'.repeat(64)}`,
      `refs/heads/${'F'.repeat(41)}`,
    ]) {
      expect([ref, said(await push(update(ref)))]).toEqual([ref, expect.stringContaining('SHA-1 or SHA-256')]);
    }
    // A name in other letters or composed otherwise is another name, for the rule and for Git.
    const composed = await newProject();
    await world.suite.make.protectedBranch({ project_id: composed.id }, 'caf\u00e9', { push: [0] });
    const asked = { key_id: 30, project: composed.fullPath };
    expect(said(await push(update('refs/heads/caf\u00e9'), {}, asked))).toMatch(PROTECTED);
    expect(said(await push(update('refs/heads/cafe\u0301'), {}, asked))).toBe('200');
    expect(said(await push(update('refs/heads/Master')))).toBe('200');
  });

  it('tags named like the branch, and refs of the service itself', async () => {
    expect(said(await push(`${Z} ${A} refs/tags/master`))).toMatch(/default branch name to create a tag/);
    for (const ref of ['HEAD', 'refs/keep-around/x', 'refs/merge-requests/1/head', 'refs/for/master', 'master']) {
      expect([ref, said(await push(update(ref), { key_id: 20 }))]).toEqual([ref, M21]);
    }
    expect(said(await push(update('refs/tags/refs/tags/v1')))).toMatch(/prohibited pattern/);
  });
});

it('attack 26: one bad ref among ten thousand good ones, wherever it stands, and a granted ref beside a protected one', async () => {
  const good = Array.from({ length: 10_000 }, (_, index) => update(`refs/heads/topic-${index}`));
  expect((await push(good.join('\n'))).status).toBe(200);
  for (const place of [0, 5_000, 10_000]) {
    const lines = good.toSpliced(place, 0, update('refs/heads/master'));
    expect(said(await push(lines.join('\n')))).toMatch(PROTECTED);
  }
  const both = [update('refs/heads/topic'), update('refs/heads/master')];
  for (const lines of [both, both.toReversed(), [...both, ...both], [both[0], both[0], both[1]]]) {
    expect(said(await push(lines))).toMatch(PROTECTED);
  }
});

describe('attack 27: protected branches, each role by each rule', () => {
  /** What the two-letter cells mean: create, update, delete over SSH, each `y` or `n`; GitLab's own words say why. */
  const rules: [string, ProtectedLevel[], Record<20 | 30 | 40 | 50, string>][] = [
    ['nobody', [0], { 20: 'nnn', 30: 'nnn', 40: 'nnn', 50: 'nnn' }],
    ['developers', [30], { 20: 'nnn', 30: 'yyn', 40: 'yyn', 50: 'yyn' }],
    ['maintainers', [40], { 20: 'nnn', 30: 'nnn', 40: 'yyn', 50: 'yyn' }],
    ['administrators', [60], { 20: 'nnn', 30: 'nnn', 40: 'nnn', 50: 'nnn' }],
    ['no level at all', [], { 20: 'nnn', 30: 'nnn', 40: 'yyn', 50: 'yyn' }],
    ['one developer', [{ user_id: 130 }], { 20: 'nnn', 30: 'yyn', 40: 'nnn', 50: 'nnn' }],
    ['a group that was not invited', [{ group_id: 300 }], { 20: 'nnn', 30: 'nnn', 40: 'nnn', 50: 'nnn' }],
  ];

  it.each(rules)('%s', async (_, push_, cells) => {
    const project = await newProject();
    for (const [person, level] of [
      ['reporter', 20],
      ['owner', 50],
    ] as const) {
      await world.suite.make.member({ project: project.id }, world.users[person].id, level);
    }
    await world.suite.make.protectedBranch({ project_id: project.id }, 'stable*', { push: push_, merge: [0] });
    const actors = { 20: 120, 30: 130, 40: 140, 50: 150 };
    for (const [level, user_id] of Object.entries(actors)) {
      const asked = { user_id, project: project.fullPath };
      const said = [`${Z} ${A} refs/heads/stable-2`, update('refs/heads/stable'), `${B} ${Z} refs/heads/stable`];
      const answers = await Promise.all(said.map((change) => push(change, {}, asked)));
      const letters = answers.map(({ status }) => (status === 200 ? 'y' : 'n')).join('');
      expect([level, letters]).toEqual([level, cells[Number(level) as 20]]);
    }
  });

  it('a group’s rule counts beside the project’s; the default branch stays; the first push is the owner’s', async () => {
    const { make } = world.suite;
    const group = await make.group();
    const project = await make.project({ namespace_id: group.id });
    await make.member({ project: project.id }, world.users.dev.id, 30);
    await make.member({ project: project.id }, world.users.owner.id, 50);
    await knownRepository(world.suite, project.id);
    await make.protectedBranch({ namespace_id: group.id }, 'guarded', { push: [40], merge: [40] });
    const asked = { project: project.fullPath };
    expect(said(await push(update('refs/heads/guarded'), {}, { ...asked, key_id: 30 }))).toMatch(PROTECTED);
    const removal = await push(`${B} ${Z} refs/heads/master`, {}, { ...asked, key_id: 50, protocol: 'web' });
    expect(said(removal)).toBe('401 The default branch of a project cannot be deleted.');
    await knownRepository(world.suite, project.id, { empty: true, default_branch: null });
    const first = `${Z} ${A} refs/heads/main`;
    expect(said(await push(first, {}, { ...asked, key_id: 30 }))).toMatch(/default branch/);
    expect(said(await push(first, {}, { ...asked, key_id: 50 }))).toBe('200');
  });

  it('a forced push, where nobody can look whether it is one, may be refused altogether', async () => {
    // What a repository says itself is shown with real ones in the suites of content and of real pushes.
    expect(said(await push(update('refs/heads/master'), { key_id: 40 }))).toBe('200');
    expect(world.api.configuration.REFUSE_UNCHECKED_UPDATES).toBe(false);
  });
});

describe('attack 28: lines that no client sends', () => {
  const master = update('refs/heads/master');

  it('hide no ref', async () => {
    const disguises = [
      `\n\n${master}`,
      `${master}\r\n`,
      `\r${master}`,
      master.replaceAll(' ', '\t'),
      master.replaceAll(' ', '   '),
      `_any\n${master}`,
      `${master}\n_any`,
      [master, '_any'],
      ['_any', master],
      `${update('refs/heads/x')}\n${master}`,
      `${update('refs/heads/x')}\u2028${master}`,
      `${update('refs/heads/x')}\0${master}`,
      `${A} ${B} refs/heads/x refs/heads/master`,
      `${A.slice(1)} ${B} refs/heads/master`,
      `${A}0 ${B} refs/heads/master`,
      `${A} refs/heads/master`,
      'refs/heads/master',
      'x',
      { 0: master },
      [[master]],
      [{ ref: 'refs/heads/master' }],
      [null],
      42,
      true,
    ];
    for (const changes of disguises) {
      const answer = await push(changes);
      expect([changes, answer.status, answer.json().status]).toEqual([changes, 401, false]);
    }
  });

  it('blank ones ask whether anything may be pushed, and say nothing of what', async () => {
    for (const changes of ['', ' ', '\n\n', null, undefined, []]) {
      expect(said(await push(changes, { key_id: 20 }))).toBe(M21);
      expect(said(await push(changes, { key_id: 60 }))).toMatch(/^404/);
    }
    const sha256 = `${'a'.repeat(64)} ${'b'.repeat(64)} refs/heads/master`;
    expect(said(await push(sha256))).toMatch(PROTECTED);
  });

  it('50 MB of them are read in one pass', async () => {
    const line = `${update(`refs/heads/${'t'.repeat(900)}`)}\n`;
    const many = line.repeat(Math.ceil((50 * 1_048_576) / line.length));
    expect(said(await soon(() => push(many + master)))).toMatch(PROTECTED);
  });
});

it('attack 29: a quarantine that is no JSON, or leads elsewhere, is told to Gitaly as it came and opened by nobody here', async () => {
  const quarantine = async (env: unknown) => {
    const answer = await push(update('refs/heads/feature'), { key_id: 30 }, { env });
    expect(answer.status).toBe(200);
    const { gitaly } = answer.json<{ gitaly: { repository: Record<string, unknown> } }>();
    return [gitaly.repository.git_object_directory, gitaly.repository.git_alternate_object_directories];
  };
  const nothing = ['', []];
  const unusable = ['x', '[]', '[1]', 'null', '"a"', '{', [], [{}], 7, '{"GIT_OBJECT_DIRECTORY_RELATIVE":["a"]}'];
  for (const env of [
    ...unusable,
    '{"__proto__":{"GIT_OBJECT_DIRECTORY_RELATIVE":"a"}}',
    `"${'x'.repeat(1_000_000)}"`,
  ]) {
    expect(await quarantine(env)).toEqual(nothing);
  }
  const alternates = { GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE: ['./a', 1, null, { a: 1 }] };
  expect(await quarantine(JSON.stringify({ GIT_OBJECT_DIRECTORY_RELATIVE: './o', ...alternates }))).toEqual([
    './o',
    ['./a'],
  ]);
});

describe('attack 30: projects that take no pushes', () => {
  it('read-only, archived, below something archived, about to be deleted, or in a maintained instance', async () => {
    const { make, sql } = world.suite;
    const group = await make.group();
    const below = await make.group({ parent_id: group.id });
    const project = await make.project({ namespace_id: below.id });
    await make.member({ group: group.id }, world.users.owner.id, 50);
    const asked = { key_id: 50, project: project.fullPath };
    const refusal = async () => said(await push(update('refs/heads/x'), {}, asked));
    expect(await refusal()).toBe('200');
    const states: [RegExp, string, string][] = [
      [
        /temporarily read-only/,
        'UPDATE projects SET repository_read_only = true',
        'UPDATE projects SET repository_read_only = false',
      ],
      [/archived project/, 'UPDATE projects SET archived = true', 'UPDATE projects SET archived = false'],
      [/archived project/, `UPDATE namespaces SET state = 1 WHERE id = ${group.id}`, `UPDATE namespaces SET state = 0`],
      [
        /not allowed to push/,
        `UPDATE projects SET marked_for_deletion_at = now()`,
        'UPDATE projects SET marked_for_deletion_at = NULL',
      ],
      [
        /maintenance mode/,
        'UPDATE application_settings SET maintenance_mode = true',
        'UPDATE application_settings SET maintenance_mode = false',
      ],
    ];
    for (const [text, on, off] of states) {
      await sql(on);
      expect([on, await refusal()]).toEqual([on, expect.stringMatching(text)]);
      // Nor does an administrator get past it, nor a change without a list.
      expect([on, said(await push('_any', { key_id: 1 }, { project: project.fullPath }))]).toEqual([
        on,
        expect.stringMatching(text),
      ]);
      await sql(off);
    }
    expect(await refusal()).toBe('200');
  });
});
