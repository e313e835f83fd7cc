import { project, pull, push, type Person } from './testing/fixtures.js';

/**
 * A second telling of git-access.md 3.4.2 to 3.4.4, written as the tables stand there and not as the code computes it:
 * who does what, for each role, visibility and repository feature level.
 *
 * A cell is two letters for pull and push: `y` yes, `d` the download refusal, `p` the push refusal, `-` not found,
 * `u` nobody may upload.
 */
type Row = readonly [who: string, person: Person | null, level: number, cells: readonly [string, string, string]];

const enabled: readonly Row[] = [
  //                               private internal public
  ['nobody', null, 0, ['--', '--', 'yu']],
  ['external without membership', 'ext', 0, ['--', '--', 'yp']],
  ['user without membership', 'outsider', 0, ['--', 'yp', 'yp']],
  ['minimal access', 'outsider', 5, ['--', 'yp', 'yp']],
  ['guest', 'guest', 10, ['dp', 'yp', 'yp']],
  ['external guest', 'ext', 10, ['dp', 'yp', 'yp']],
  ['planner', 'guest', 15, ['dp', 'yp', 'yp']],
  ['reporter', 'reporter', 20, ['yp', 'yp', 'yp']],
  ['security manager', 'reporter', 25, ['yp', 'yp', 'yp']],
  ['developer', 'dev', 30, ['yy', 'yy', 'yy']],
  ['maintainer', 'maint', 40, ['yy', 'yy', 'yy']],
  ['owner', 'owner', 50, ['yy', 'yy', 'yy']],
  ['admin', 'root', 0, ['yy', 'yy', 'yy']],
];

const membersOnly: readonly Row[] = [
  ['nobody', null, 0, ['--', '--', 'du']],
  ['external without membership', 'ext', 0, ['--', '--', 'dp']],
  ['user without membership', 'outsider', 0, ['--', 'dp', 'dp']],
  ['minimal access', 'outsider', 5, ['--', 'dp', 'dp']],
  ['guest', 'guest', 10, ['dp', 'yp', 'yp']],
  ['external guest', 'ext', 10, ['dp', 'yp', 'yp']],
  ['planner', 'guest', 15, ['dp', 'yp', 'yp']],
  ['reporter', 'reporter', 20, ['yp', 'yp', 'yp']],
  ['security manager', 'reporter', 25, ['yp', 'yp', 'yp']],
  ['developer', 'dev', 30, ['yy', 'yy', 'yy']],
  ['maintainer', 'maint', 40, ['yy', 'yy', 'yy']],
  ['owner', 'owner', 50, ['yy', 'yy', 'yy']],
  ['admin', 'root', 0, ['yy', 'yy', 'yy']],
];

/** Disabled: who could read the project is refused with words, nobody gets in. */
const disabled: readonly Row[] = enabled.map(([who, person, level, cells]) => {
  const closed = (cell: string) => (cell === '--' ? '--' : `d${cell.endsWith('u') ? 'u' : 'p'}`);
  return [who, person, level, [closed(cells[0]), closed(cells[1]), closed(cells[2])]];
});

const letters: readonly [string, RegExp][] = [
  ['y', /^ok$/],
  ['-', /^404 The project you were looking for could not be found/],
  ['d', /^401 You are not allowed to download code from this project\.$/],
  ['p', /^401 You are not allowed to push code to this project\.$/],
  ['u', /^401 You are not allowed to upload code for this project\.$/],
];

const letterOf = (said: string) => letters.find(([, pattern]) => pattern.test(said))?.[0] ?? said;

describe.each([
  ['enabled', 20, enabled],
  ['members only', 10, membersOnly],
  ['disabled', 0, disabled],
] as const)('repository feature %s', (_name, repositoryLevel, rows) => {
  it.each(rows)('%s', (_who, person, level, cells) => {
    const said = [0, 10, 20].map((visibility) => {
      const situation = { as: person, level, project: project({ visibility, repositoryLevel }) };
      return letterOf(pull(situation)) + letterOf(push(situation));
    });
    expect(said).toEqual(cells);
  });
});
