import fc from 'fast-check';
import { decide } from './decide.js';
import type { Facts, ProjectFacts } from './facts.js';
import type { AllowedRequest } from './request.js';
import {
  branchRule,
  calmFacts,
  changes,
  facts,
  line,
  protocols,
  pushOf,
  requests,
  tagRule,
  telling,
  truths,
  writers,
} from './testing/arbitraries.js';
import { DAY, key, NOW, repository, spoken } from './testing/fixtures.js';
import type { Truth } from './testing/reference-refs.js';

/**
 * The invariants that the decision alone can keep, over situations that nobody would write down: 1 to 6 and 9. What the
 * whole service keeps, these among them, is shown in test/e2e/invariants.e2e-spec.ts.
 */
function allows(known: Facts, request: AllowedRequest, truth: Truth): boolean {
  const verdict = decide(request, known, telling(truth));
  if (verdict.kind === 'ask') throw new Error('everything was answered');
  return verdict.kind === 'granted';
}

const people = fc.oneof(facts, calmFacts, writers);
const asked = fc.oneof(
  requests,
  fc.tuple(changes, protocols).map(([parameter, protocol]) => pushOf(parameter, protocol)),
);
const runs = { numRuns: 600 };

describe('invariant 1: monotone', () => {
  const onProject = (overrides: Partial<ProjectFacts>) => (known: Facts, found: ProjectFacts) => ({
    ...known,
    project: { ...found, ...overrides },
  });
  const onRefs = (change: (refs: NonNullable<ProjectFacts['refs']>) => ProjectFacts['refs']) => {
    return (known: Facts, found: ProjectFacts) => ({
      ...known,
      project: { ...found, refs: found.refs && change(found.refs) },
    });
  };
  const onUser = (overrides: Partial<NonNullable<Facts['user']>>) => (known: Facts) => ({
    ...known,
    user: known.user && { ...known.user, ...overrides },
  });
  const onSettings = (overrides: Partial<Facts['settings']>) => (known: Facts) => ({
    ...known,
    settings: { ...known.settings, ...overrides },
  });
  const nobody = [{ kind: 'role' as const, level: 0 }];

  const stricter: Record<string, (known: Facts, found: ProjectFacts) => Facts> = {
    archive: onProject({ archived: true }),
    'read-only repository': onProject({ repositoryReadOnly: true }),
    'scheduled deletion': onProject({ markedForDeletion: true }),
    'disabled repository': onProject({ repositoryLevel: 0, wikiLevel: 0 }),
    'members-only repository': (known, found) => ({
      ...known,
      project: {
        ...found,
        repositoryLevel: Math.min(found.repositoryLevel, 10),
        wikiLevel: Math.min(found.wikiLevel, 10),
      },
    }),
    'smaller visibility': onProject({ visibility: 0 }),
    'address list': onProject({ ipRanges: ['10.0.0.0/8'] }),
    'protocol of the group': (known, found) => ({
      ...known,
      project: { ...found, namespaceProtocol: found.namespaceProtocol ?? 'ssh' },
    }),
    'blocked user': onUser({ state: 'blocked' }),
    'locked user': onUser({ lockedAt: NOW }),
    'unconfirmed user': onUser({ confirmed: false }),
    'external user': onUser({ external: true }),
    'lost admin': onUser({ admin: false }),
    'lost auditor': onUser({ auditor: false }),
    'lost membership': (known) => ({ ...known, standing: { level: 0, ruleGroups: [] } }),
    'expired key': (known) => ({
      ...known,
      key: known.key && { ...known.key, expiresAt: new Date(NOW.getTime() - DAY) },
    }),
    'forbidden key type': onSettings({ keyRestrictions: { rsa: -1 } }),
    'second factor': (known) => ({
      ...onSettings({ secondFactorAt: { user: 'git', host: 'h', port: 22 } })(known),
      secondFactorShown: false,
    }),
    'disabled deploy key': (known) => ({ ...known, deployKey: null }),
    'read-only deploy key': (known) => ({ ...known, deployKey: known.deployKey && { canPush: false } }),
    'maintenance mode': onSettings({ maintenanceMode: true }),
    'enforced terms': onSettings({ enforceTerms: true }),
    'levels taken from the rules': onRefs((refs) => ({
      ...refs,
      branchRules: refs.branchRules.map((rule) => ({ ...rule, push: nobody, merge: nobody })),
      tagRules: refs.tagRules.map((rule) => ({ ...rule, create: nobody })),
    })),
    'forbidden force push': onRefs((refs) => ({
      ...refs,
      branchRules: refs.branchRules.map((rule) => ({ ...rule, allowForcePush: false })),
    })),
  };

  it.each(Object.entries(stricter))('%s never turns no into yes', (_name, restrict) => {
    fc.assert(
      fc.property(people, asked, truths, (known, request, truth) => {
        if (known.project === null) return;
        const tighter = restrict(known, known.project);
        if (allows(tighter, request, truth)) expect(allows(known, request, truth)).toBe(true);
      }),
      runs,
    );
  });

  it('the first rule on a ref never turns no into yes', () => {
    fc.assert(
      fc.property(
        people,
        line,
        protocols,
        branchRule,
        tagRule,
        truths,
        (known, change, protocol, branch, tag, truth) => {
          const found = known.project;
          if (found === null) return;
          // A second rule may grant what the first refuses (union, 3.7), and so may a rule in an empty repository.
          const filled = { ...truth, empty: false };
          const bare = { branchRules: [], tagRules: [], lockedMerges: [], contents: null, sizeLimit: null };
          const withRefs = (refs: ProjectFacts['refs']) => ({ ...known, project: { ...found, refs } });
          const request = pushOf(change, protocol);
          if (allows(withRefs({ ...bare, branchRules: [branch], tagRules: [tag] }), request, filled)) {
            expect(allows(withRefs(bare), request, filled)).toBe(true);
          }
        },
      ),
      runs,
    );
  });
});

describe('invariant 2: a batch is the conjunction of its refs', () => {
  it('whatever the order and however often a line is repeated', () => {
    const lines = fc.array(line, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(people, lines, protocols, truths, fc.nat(), (known, batch, protocol, truth, seed) => {
        const each = batch.every((change) => allows(known, pushOf(change, protocol), truth));
        expect(allows(known, pushOf(batch, protocol), truth)).toBe(each);
        const turn = seed % batch.length;
        const shuffled = [...batch.slice(turn), ...batch.slice(0, turn), ...batch.slice(0, 2)].reverse();
        expect(allows(known, pushOf(shuffled, protocol), truth)).toBe(each);
      }),
      runs,
    );
  });
});

describe('invariant 3: no oracle', () => {
  const kinds = fc.constantFrom('project' as const, 'wiki' as const, 'design' as const);

  it('a stranger reads the same of a private project and of none, whatever is true of it', () => {
    fc.assert(
      fc.property(people, asked, truths, kinds, (known, request, truth, byPath) => {
        const stranger: Facts = {
          ...known,
          user: known.user && { ...known.user, admin: false, auditor: false },
          standing: { level: 0, ruleGroups: [] },
          deployKey: null,
          repository: repository({
            kind: request.repository.by === 'identifier' ? (request.repository.kind ?? 'project') : byPath,
          }),
          project: known.project && { ...known.project, visibility: 0 },
        };
        if (stranger.project === null) return;
        const there = { ...request, repository: whereItIs(request) };
        const missing = decide(there, { ...stranger, repository: null, project: null }, telling(truth));
        // A first push to a free path asks next whether its namespace is the pusher's; then nothing there is hidden.
        if (missing.kind === 'create') return;
        expect(decide(there, stranger, telling(truth))).toEqual(missing);
      }),
      runs,
    );
  });

  const whereItIs = ({ repository: wanted }: AllowedRequest): AllowedRequest['repository'] =>
    wanted.by === 'path' ? { by: 'path', path: 'gnuwget/wget2' } : wanted;
});

describe('invariant 4: `_any` is necessary, never sufficient', () => {
  it('nobody pushes a ref who may not push at all', () => {
    fc.assert(
      fc.property(people, line, protocols, truths, (known, change, protocol, truth) => {
        if (!allows(known, pushOf(change, protocol), truth)) return;
        expect(allows(known, pushOf('_any', protocol), truth)).toBe(true);
      }),
      runs,
    );
  });

  it('and some who may push at all may not push everything', () => {
    const verdicts = fc.sample(fc.record({ known: writers, change: line, truth: truths }), 500);
    const insufficient = verdicts.filter(
      ({ known, change, truth }) => allows(known, pushOf('_any'), truth) && !allows(known, pushOf(change), truth),
    );
    expect(insufficient.length).toBeGreaterThan(20);
  });
});

describe('invariant 5: the sources of an actor agree', () => {
  it('a good key of a user decides as the user does', () => {
    fc.assert(
      fc.property(people, asked, truths, (known, request, truth) => {
        if (known.user === null || known.key?.kind === 'deploy_key') return;
        // What concerns the key itself is asked of nobody who shows none.
        const plain = { ...known, settings: { ...known.settings, keyRestrictions: {}, secondFactorAt: null } };
        const said = (shown: Facts['key']) => spoken(decide(request, { ...plain, key: shown }, telling(truth)));
        expect(said(key(30))).toBe(said(null));
      }),
      runs,
    );
  });
});

describe('invariant 6: asking again changes nothing', () => {
  it('the same question has the same answer, and leaves what was known as it was', () => {
    fc.assert(
      fc.property(people, asked, truths, (known, request, truth) => {
        const before = structuredClone({ known, request });
        const [first, second] = [1, 2].map(() => decide(request, known, telling(truth)));
        expect(second).toEqual(first);
        expect({ known, request }).toEqual(before);
      }),
      runs,
    );
  });
});

describe('invariant 9: what is not known grants nothing', () => {
  const QUESTIONS = [
    'exists',
    'empty',
    'defaultBranch',
    'isAncestor',
    'tagExists',
    'inProtectedBranch',
    'collaborations',
  ] as const;

  it('a verdict reached with open questions is the one that all answers give', () => {
    const unanswered = fc.subarray([...QUESTIONS], { minLength: 1 });
    fc.assert(
      fc.property(people, asked, truths, unanswered, (known, request, truth, open) => {
        const silent = Object.fromEntries(open.map((question) => [question, () => undefined]));
        const partial = { ...telling(truth), ...silent };
        const verdict = decide(request, known, partial);
        if (verdict.kind === 'ask') return;
        expect(spoken(verdict)).toBe(spoken(decide(request, known, telling(truth))));
      }),
      { numRuns: 2000 },
    );
  });
});
