import { Injectable } from '@nestjs/common';
import type { ActorReference } from '@app/directory';
import { Database } from '@app/platform';
import { PERSON_BY_ID, PERSON_BY_USERNAME, PERSON_OF_KEY } from './discover.sql.js';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly username: string;
}

/** Who stands behind a key, an id or a name, blocked or not (git-access.md 6). */
@Injectable()
export class DiscoverService {
  constructor(private readonly database: Database) {}

  async person(actor: ActorReference): Promise<Person | undefined> {
    const [person] = await this.candidates(actor);
    return person;
  }

  private async candidates(actor: ActorReference): Promise<Person[]> {
    switch (actor.by) {
      case 'key':
        return this.database.read<Person>(PERSON_OF_KEY, [actor.id]);
      case 'user':
        return this.database.read<Person>(PERSON_BY_ID, [actor.id]);
      case 'username':
        return this.database.read<Person>(PERSON_BY_USERNAME, [actor.username]);
      case 'nobody':
        return [];
    }
  }
}
