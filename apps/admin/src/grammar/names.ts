import { Injectable } from '@nestjs/common';
import { Groups, People, Projects, type MembershipSource } from '@app/directory';
import { parseId } from '@app/platform';
import { RefusedError, UsageError } from './usage-error.js';

/** What operators call things: an id in digits, or a user name or full path, in any case of the letters. */
@Injectable()
export class Names {
  constructor(
    private readonly people: People,
    private readonly groups: Groups,
    private readonly projects: Projects,
  ) {}

  /** @throws RefusedError for a name that nobody has; an id is for the service to look up */
  user(name: string): Promise<number> {
    return this.resolve('user', name, () => this.people.find(name));
  }

  /** @throws RefusedError as above */
  group(name: string): Promise<number> {
    return this.resolve('group', name, () => this.groups.find(name));
  }

  /** @throws RefusedError as above */
  project(name: string): Promise<number> {
    return this.resolve('project', name, () => this.projects.find(name));
  }

  /** A group, or the personal space of a user. */
  namespace(name: string): Promise<number> {
    return this.resolve('namespace', name, () => this.groups.findNamespace(name));
  }

  /** @throws UsageError unless exactly one of the two is named */
  async source({ group, project }: { readonly group?: string; readonly project?: string }): Promise<MembershipSource> {
    const source = await this.sourceIfAny({ group, project });
    if (source === undefined) throw new UsageError('--group or --project is missing');
    return source;
  }

  /** The same where it may be left out. */
  async sourceIfAny(named: {
    readonly group?: string;
    readonly project?: string;
  }): Promise<MembershipSource | undefined> {
    const { group, project } = named;
    if (group !== undefined && project !== undefined) throw new UsageError('--group and --project exclude each other');
    if (group !== undefined) return { group: await this.group(group) };
    return project === undefined ? undefined : { project: await this.project(project) };
  }

  private async resolve(kind: string, name: string, find: () => Promise<number | undefined>): Promise<number> {
    const id = parseId(name) ?? (await find());
    if (id === undefined) throw new RefusedError(`${kind} ${name} does not exist`);
    return id;
  }
}

/** What was found. @throws RefusedError when nothing was */
export function present<Value>(kind: string, id: number, found: Value | undefined): Value {
  if (found === undefined) throw new RefusedError(`${kind} ${id} does not exist`);
  return found;
}

/** @throws UsageError for what is no id */
export function idOf(text: string): number {
  const id = parseId(text);
  if (id === null) throw new UsageError(`${text} is no id`);
  return id;
}
