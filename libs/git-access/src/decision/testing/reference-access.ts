import type { Facts, UserFacts } from '../facts.js';

/**
 * The tables of git-access.md 3.4.2 to 3.4.4 as data, for the reference decision. A cell says the most that somebody may
 * do: `-` not even know the project, `k` know it, `r` read its code, `w` write it.
 */
export type Cell = '-' | 'k' | 'r' | 'w';

/** Private, internal, public. */
type Cells = readonly [Cell, Cell, Cell];

type Who = 'nobody' | 'enabled key' | 'foreign key' | 'external' | 'stranger' | 'auditor' | 'admin' | number;

const ORDER = '-krw';
const EVERYTHING: Cells = ['w', 'w', 'w'];

/** Members go by the highest level that they reach: 5 is nothing, 15 reads as 10, 25 as 20. */
const ENABLED: readonly (readonly [Who, Cells])[] = [
  ['nobody', ['-', '-', 'r']],
  ['enabled key', ['r', 'r', 'r']],
  ['foreign key', ['-', '-', 'r']],
  ['external', ['-', '-', 'r']],
  ['stranger', ['-', 'r', 'r']],
  ['auditor', ['r', 'r', 'r']],
  [10, ['k', 'r', 'r']],
  [20, ['r', 'r', 'r']],
  [30, EVERYTHING],
  ['admin', EVERYTHING],
];

/** The rows that a repository, or a wiki, of members only changes. */
const MEMBERS_ONLY: readonly (readonly [Who, Cells])[] = [
  ['nobody', ['-', '-', 'k']],
  ['foreign key', ['-', '-', 'k']],
  ['external', ['-', '-', 'k']],
  ['stranger', ['-', 'k', 'k']],
];

const rowOf = (table: readonly (readonly [Who, Cells])[], who: Who): Cells | undefined =>
  table.find(([name]) => name === who)?.[1];

function cellOf(who: Who, visibility: number, featureLevel: number): Cell {
  const cells = (featureLevel === 10 ? rowOf(MEMBERS_ONLY, who) : undefined) ?? rowOf(ENABLED, who);
  if (cells === undefined) throw new Error(`no row for ${who}`);
  const cell = cells[visibility / 10] as Cell;
  // A disabled feature is closed to everybody who knows of it.
  return featureLevel === 0 && cell !== '-' ? 'k' : cell;
}

const best = (cells: readonly Cell[]): Cell =>
  cells.reduce((most, cell) => (ORDER.indexOf(cell) > ORDER.indexOf(most) ? cell : most), '-');

/** A person is several things at once; the best of their rows counts. */
export function cellOfUser(user: UserFacts, level: number, visibility: number, featureLevel: number): Cell {
  const roles: Who[] = [user.external ? 'external' : 'stranger'];
  for (const role of [10, 20, 30]) if (level >= role) roles.push(role);
  if (user.auditor) roles.push('auditor');
  if (user.admin) roles.push('admin');
  return best(roles.map((who) => cellOf(who, visibility, featureLevel)));
}

/** The cell of whoever asks, the person behind an ordinary key included. */
export function cellOfActor(facts: Facts, visibility: number, featureLevel: number): Cell {
  const { key, user, standing } = facts;
  if (key?.authenticates === false) return cellOf('nobody', visibility, featureLevel);
  if (key?.kind === 'deploy_key') {
    return cellOf(facts.deployKey ? 'enabled key' : 'foreign key', visibility, featureLevel);
  }
  if (user === null) return cellOf('nobody', visibility, featureLevel);
  return cellOfUser(user, standing.level, visibility, featureLevel);
}
