import { learned } from './content.js';
import { decide } from './decide.js';
import { humanSize } from './human-size.js';
import {
  A,
  answering,
  assuming,
  B,
  decided,
  facts,
  project,
  push,
  repository,
  request,
  Z,
  type Situation,
} from './testing/fixtures.js';
import { B3 } from './testing/texts.js';
import type { Trail } from './verdict.js';

const MIB = 1_048_576;
const change = `${A} ${B} refs/heads/feature`;
const M40 =
  '401 Your push has been rejected, because this repository has exceeded its size limit of 10 MiB by 1.5 MiB. ' +
  'Please contact your GitLab administrator for more information.';
const M41 =
  '401 Your push to this repository would cause it to exceed the size limit of 10 MiB so it has been rejected. ' +
  'Please contact your GitLab administrator for more information.';

const limitedTo = (sizeLimit: number | null): Situation => ({
  as: 'dev',
  project: project({ refs: { branchRules: [], tagRules: [], lockedMerges: [], contents: null, sizeLimit } }),
});

const sized = (ofRepository: number, ofPush: number, changes = change, limit: number | null = 10 * MIB) =>
  push(limitedTo(limit), changes, {}, answering({ sizes: { repository: ofRepository, push: ofPush } }));

describe('the size limit (git-access.md 3.4, steps 15e and 15g)', () => {
  it('a repository that has reached it takes nothing more', () => {
    expect(sized(11.5 * MIB, 0)).toBe(M40);
    expect(sized(10 * MIB, 0)).toContain('has exceeded its size limit of 10 MiB by 0 Bytes.');
    expect(sized(10 * MIB - 1, 0)).toBe('ok');
  });

  it('a push has to fit in', () => {
    expect(sized(8 * MIB, 2 * MIB + 1)).toBe(M41);
    expect(sized(8 * MIB, 2 * MIB)).toBe('ok');
  });

  it('no limit, no refusal', () => {
    expect(sized(11 * MIB, 11 * MIB, change, null)).toBe('ok');
  });

  it('what only deletes makes room; one other change does not', () => {
    const deletion = `${A} ${Z} refs/heads/feature`;
    expect(sized(11.5 * MIB, 0, deletion)).toBe('ok');
    expect(sized(11.5 * MIB, 0, `${deletion}\n${Z} ${B} refs/tags/x`)).toBe(M40);
  });

  it('15e comes before the changes, 15g behind them', () => {
    const invalid = `${Z} ${B} refs/heads/-x`;
    expect(sized(11.5 * MIB, 0, invalid)).toBe(M40);
    expect(sized(8 * MIB, 3 * MIB, invalid)).toBe(B3);
  });

  it('says nothing where nobody can look', () => {
    const known = facts(limitedTo(1));
    expect(decided(request({ action: 'git-receive-pack', changes: change }), known, assuming(known)).kind).toBe(
      'granted',
    );
  });

  it('is asked for once, with every new end and beside the other questions', () => {
    const changes = `${change}\n${A} ${B} refs/heads/other\n${A} ${Z} refs/heads/gone`;
    const ask = (limit: number | null) => {
      const trail: Trail = [];
      const asked = request({ action: 'git-receive-pack', changes });
      const verdict = decide(asked, facts(limitedTo(limit)), learned(repository({ defaultBranch: null }), {}), trail);
      if (verdict.kind !== 'ask') throw new Error('nothing was asked');
      return { ...verdict.questions, unknown: trail.flatMap((e) => (e.outcome === 'unknown' ? [e.step] : [])) };
    };
    expect(ask(10)).toMatchObject({ sizes: [B], defaultBranch: true });
    expect(ask(10).unknown).toEqual(expect.arrayContaining(['15e', '15g']));
    expect(ask(null)).toMatchObject({ sizes: null, defaultBranch: true });
  });
});

describe('humanSize', () => {
  it.each([
    [0, '0 Bytes'],
    [1, '1 Byte'],
    [1023, '1023 Bytes'],
    [1024, '1 KiB'],
    [1_572_864, '1.5 MiB'],
    [1_234_567_890, '1.15 GiB'],
    [2 ** 40 * 3, '3 TiB'],
    [Number.MAX_SAFE_INTEGER, '8 PiB'],
  ])('%d', (bytes, text) => {
    expect(humanSize(bytes)).toBe(text);
  });
});
