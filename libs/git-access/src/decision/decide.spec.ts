import { assumed, learned, mergeAnswers, pairKey, type Answers, type Questions } from './content.js';
import { decide } from './decide.js';
import {
  A,
  B,
  branchRule,
  facts,
  project,
  repository,
  request,
  role,
  spoken,
  tagRule,
  Z,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';
import type { Trail, Verdict } from './verdict.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

const pushing = (changes: string, protocol = 'ssh') => request({ action: 'git-receive-pack', changes, protocol });

/** A repository that answers exactly what it is asked, and counts the rounds. */
function inRounds(
  changes: string,
  situation: Situation,
  truth: { forced?: string[]; empty?: boolean; exists?: boolean },
) {
  const known = facts(situation);
  const asked: Questions[] = [];
  let answers: Answers = {};
  for (;;) {
    const verdict = decide(pushing(changes), known, learned(known.repository ?? repository(), answers));
    if (verdict.kind !== 'ask') return { said: spoken(verdict), asked };
    const { questions } = verdict;
    asked.push(questions);
    answers = mergeAnswers(answers, {
      ...(questions.exists ? { exists: truth.exists ?? true } : {}),
      ...(questions.empty ? { empty: truth.empty ?? false } : {}),
      ...(questions.defaultBranch ? { defaultBranch: 'master' } : {}),
      ancestry: new Map(
        questions.ancestry.map(({ oldRev, newRev }) => [pairKey(oldRev, newRev), !truth.forced?.includes(oldRev)]),
      ),
      tags: new Map(questions.tags.map((tag) => [tag, false])),
      ...(questions.collaborations ? { collaborations: [] } : {}),
      fileCounts: new Map(questions.fileCounts.map((commit) => [commit, 1])),
      contained: new Map((questions.contained?.commits ?? []).map((commit) => [commit, true])),
    });
  }
}

const unknownRepository = { exists: null, empty: null, defaultBranch: null };

describe('what is asked of the repository', () => {
  it('case 87: an update of a protected branch asks for its ancestry, once', () => {
    const { said, asked } = inRounds(`${A} ${B} refs/heads/master`, { as: 'maint' }, {});
    expect(said).toBe('ok');
    expect(asked).toEqual([
      expect.objectContaining({ exists: false, empty: false, ancestry: [{ oldRev: A, newRev: B }] }),
    ]);
  });

  it('needs no repository for what needs no repository', () => {
    expect(inRounds(`${A} ${B} refs/heads/feature`, { as: 'dev' }, {})).toEqual({ said: 'ok', asked: [] });
    expect(inRounds(`${A} ${B} refs/heads/master`, { as: 'guest' }, {})).toEqual({ said: text.M21, asked: [] });
    expect(inRounds('_any', { as: 'dev' }, {})).toEqual({ said: 'ok', asked: [] });
  });

  it('asks only about changes before the first sure refusal', () => {
    const invalid = `${Z} ${A} refs/heads/-x`;
    const { said, asked } = inRounds(`${invalid}\n${A} ${B} refs/heads/master`, { as: 'maint' }, {});
    expect([said, asked]).toEqual([text.B3, []]);
    const late = inRounds(`${A} ${B} refs/heads/master\n${invalid}\n${B} ${A} refs/heads/master`, { as: 'maint' }, {});
    expect(late.said).toBe(text.B3);
    expect(late.asked).toEqual([expect.objectContaining({ ancestry: [{ oldRev: A, newRev: B }] })]);
  });

  it('an open question before a refusal decides which refusal is the first', () => {
    const change = `${A} ${B} refs/heads/master`;
    expect(inRounds(change, { as: 'dev' }, { forced: [A] }).said).toBe(text.B4);
    expect(inRounds(change, { as: 'dev' }, {}).said).toBe(text.B10);
  });

  it('a repository nobody has seen yet is asked whether it exists and is empty', () => {
    const situation: Situation = { as: 'maint', repository: unknownRepository };
    const { said, asked } = inRounds(`${A} ${B} refs/heads/master`, situation, { exists: false });
    expect(said).toBe(text.M16);
    expect(asked[0]).toMatchObject({ exists: true, empty: true });
    expect(inRounds(`${Z} ${A} refs/heads/main`, { ...situation, as: 'dev' }, { empty: true }).said).toBe(text.B10E);
    expect(inRounds(`${Z} ${A} refs/heads/main`, { ...situation, as: 'dev' }, { empty: false }).said).toBe('ok');
  });

  it('a stored "empty" never grants by itself', () => {
    const { said } = inRounds(
      `${Z} ${A} refs/heads/release/1`,
      { as: 'maint', repository: { empty: true } },
      { empty: false },
    );
    expect(said).toBe(text.B6C);
  });

  it('ten thousand refs cost the same few rounds', () => {
    const rules = Array.from({ length: 50 }, (_, n) => branchRule(`*${n}*/x*y`, [role(40)], [role(30)]));
    const situation: Situation = {
      as: 'maint',
      project: project({
        refs: {
          branchRules: [...rules, branchRule('b*', [role(40)], [])],
          tagRules: [tagRule('v*')],
          lockedMerges: [],
          contents: null,
          sizeLimit: null,
        },
      }),
    };
    const hex = (n: number) => `1${n.toString(16).padStart(39, '0')}`;
    const changes = Array.from({ length: 10_000 }, (_, n) => `${hex(n)} ${B} refs/heads/b${n}`).join('\n');
    const took = stopwatch();
    const { said, asked } = inRounds(changes, situation, {});
    expect(said).toBe('ok');
    expect(asked.map(({ ancestry }) => ancestry.length)).toEqual([10_000]);
    expect(took()).toBeLessThan(5000);
    const last = inRounds(changes, situation, { forced: [hex(9999)] });
    expect([last.said, last.asked.length]).toEqual([text.B4, 1]);
  });

  it('says where a push waits', () => {
    const verdict = decide(pushing(`${A} ${B} refs/heads/master`), facts({ as: 'maint' }), learned(repository(), {}));
    expect(verdict).toMatchObject({
      kind: 'ask',
      waiting: {
        ref: 'master',
        done: ['Checking if you are allowed to push...', 'Checking if default branch is being deleted...'],
        current: 'Checking if you are force pushing to a protected branch...',
      },
    });
  });
});

describe('the trail', () => {
  const explain = (changes: string): { verdict: Verdict; trail: Trail } => {
    const trail: Trail = [];
    const content = assumed(repository(), { refuseUncheckedUpdates: false }, {});
    return { verdict: decide(pushing(changes), facts({ as: 'dev' }), content, trail), trail };
  };

  it('names every check in order and ends with the refusal', () => {
    const { trail } = explain(`${Z} ${A} refs/heads/new\n${A} ${B} refs/heads/master`);
    expect(trail[0]).toEqual({ step: '0a', check: 'instance is not in maintenance mode', outcome: 'passed' });
    expect(trail.slice(0, -1).filter(({ outcome }) => outcome === 'refused')).toEqual([
      { step: 'B9', check: 'actor may push to the protected branch', ref: 'refs/heads/master', outcome: 'refused' },
    ]);
    expect(trail.at(-1)).toEqual({ step: '15f', check: 'actor may make the changes', outcome: 'refused' });
  });

  it('does not change the verdict', () => {
    const known = facts({ as: 'dev' });
    const content = assumed(repository(), { refuseUncheckedUpdates: false }, {});
    const asked = pushing(`${A} ${B} refs/heads/master`);
    expect(decide(asked, known, content)).toEqual(explain(`${A} ${B} refs/heads/master`).verdict);
  });

  it('rules that were not read are a fault, never a yes', () => {
    const content = assumed(repository(), { refuseUncheckedUpdates: false }, {});
    const known = facts({ as: 'owner', project: project({ refs: null }) });
    expect(() => decide(pushing(`${A} ${B} refs/heads/x`), known, content)).toThrow('protection rules were not read');
  });
});
