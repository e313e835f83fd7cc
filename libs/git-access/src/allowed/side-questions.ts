import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import type { Answers, Asking, Facts } from '../decision/index.js';
import { CollaborationsReader } from './collaboration/collaborations.js';
import { KNOWN_ADDRESSES, LINKED_OBJECTS } from './push-contents.sql.js';

/**
 * Answers from the database what a decision asks only sometimes: merge requests that let a pusher in, whose addresses the
 * commits carry, which Git LFS objects were uploaded. One statement for each kind, none for what is not asked.
 */
@Injectable()
export class SideQuestions {
  constructor(
    private readonly database: Database,
    private readonly collaborations: CollaborationsReader,
  ) {}

  async answer({ questions, actor }: Asking, { project }: Facts, today: string): Promise<Answers> {
    if (project === null) return {};
    const { collaborations, addresses, lfsObjects } = questions;
    return {
      ...(collaborations && actor.user
        ? { collaborations: await this.collaborations.read(project.id, actor.user.id, today) }
        : {}),
      ...(addresses.length > 0 ? { members: await this.members(addresses) } : {}),
      ...(lfsObjects.length > 0 ? { linked: await this.linked(project.id, lfsObjects) } : {}),
    };
  }

  private async members(addresses: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const lower = [...new Set(addresses.map((address) => storable(address).toLowerCase()))];
    const rows = await this.database.query<{ email: string }>(KNOWN_ADDRESSES, [lower]);
    const known = new Set(rows.map(({ email }) => email));
    return new Map(addresses.map((address) => [address, known.has(storable(address).toLowerCase())]));
  }

  private async linked(projectId: number, oids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const rows = await this.database.query<{ oid: string }>(LINKED_OBJECTS, [projectId, oids]);
    const known = new Set(rows.map(({ oid }) => oid));
    return new Map(oids.map((oid) => [oid, known.has(oid)]));
  }
}

/** PostgreSQL holds no NUL, and a commit may. */
const storable = (text: string): string => text.replaceAll('\0', '');
