import { Injectable } from '@nestjs/common';
import type { AccessLevel } from '@app/git-access';
import { Names } from '../grammar/names.js';
import { UsageError } from '../grammar/usage-error.js';

/** Roles that a rule may name. */
const ROLES: Readonly<Record<string, number>> = { nobody: 0, developers: 30, maintainers: 40, administrators: 60 };

export const LEVEL_HELP =
  'developers, maintainers, administrators, nobody, user:…, group:… (may be given several times)';
export const PUSH_LEVEL_HELP = LEVEL_HELP.replace('group:…', 'group:…, deploy-key:…');

/** Who may do something to a protected ref, as words: `maintainers`, `user:rubi`, `group:gnuwget`, `deploy-key:81`. */
@Injectable()
export class Levels {
  constructor(private readonly names: Names) {}

  /** @throws UsageError for a word that is none; RefusedError for a name that nobody has */
  async read(words: readonly string[] | undefined): Promise<AccessLevel[] | undefined> {
    if (words === undefined) return undefined;
    const levels: AccessLevel[] = [];
    for (const word of words) levels.push(await this.readOne(word));
    return levels;
  }

  private async readOne(word: string): Promise<AccessLevel> {
    const role = ROLES[word];
    if (role !== undefined) return { kind: 'role', level: role };
    const [, kind, name = ''] = /^(user|group|deploy-key):(.+)$/.exec(word) ?? [];
    switch (kind) {
      case 'user':
        return { kind, id: await this.names.user(name) };
      case 'group':
        return { kind, id: await this.names.group(name) };
      case 'deploy-key':
        if (/^[1-9]\d*$/.test(name)) return { kind: 'deploy_key', id: Number(name) };
        throw new UsageError(`${name} is no id`);
      default:
        throw new UsageError(`${word} is nobody that a rule can name: ${PUSH_LEVEL_HELP}`);
    }
  }
}

/** The words for levels; a rule without any means maintainers. */
export function levelWords(levels: readonly AccessLevel[]): string[] {
  if (levels.length === 0) return ['maintainers'];
  return levels.map((level) => {
    if (level.kind !== 'role') return `${level.kind.replace('_', '-')}:${level.id}`;
    return Object.entries(ROLES).find(([, role]) => role === level.level)?.[0] ?? String(level.level);
  });
}
