import { Injectable } from '@nestjs/common';
import { EVERYTHING, type ListPart } from '@app/directory';
import { Clock, Database, Refusal, transact } from '@app/platform';
import { BANNERS, CHANGE_BANNER, DELETE_BANNER, INSERT_BANNER } from './banners.sql.js';

/** What is left out of a change stays as it is. */
export interface BannerChanges {
  readonly message?: string;
  readonly startsAt?: Date;
  readonly endsAt?: Date;
  /** Full paths that it is meant for, `*` as wildcard; blank for all. */
  readonly targetPath?: string;
}

export type NewBanner = BannerChanges & { readonly message: string; readonly endsAt: Date };

/** A banner as operators see it. */
export interface Banner {
  readonly id: number;
  readonly message: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly target_path: string | null;
  /** Pushers read it; a banner of GitLab's own pages may be for these alone. */
  readonly show_in_cli: boolean;
}

const refusals = {
  missing: new Refusal('banner_missing', 'banner does not exist'),
  endsTooEarly: new Refusal('banner_ends_too_early', 'banner ends before it starts'),
} as const;

/** Texts that everybody who pushes reads while they last (git-access.md 11.2). */
@Injectable()
export class Banners {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Shows a banner from `startsAt`, or at once. */
  create({ message, startsAt = this.clock.now(), endsAt, targetPath }: NewBanner): Promise<Banner | Refusal> {
    return this.write(INSERT_BANNER, [
      message,
      asHtml(message),
      startsAt,
      endsAt,
      targetPath ?? null,
      this.clock.now(),
    ]);
  }

  change(id: number, { message, startsAt, endsAt, targetPath }: BannerChanges): Promise<Banner | Refusal> {
    const texts = [message ?? null, message === undefined ? null : asHtml(message)];
    const values = [id, ...texts, startsAt ?? null, endsAt ?? null, targetPath ?? null, this.clock.now()];
    return this.write(CHANGE_BANNER, values);
  }

  async remove(id: number): Promise<Refusal | undefined> {
    const deleted = await this.database.query(DELETE_BANNER, [id]);
    return deleted.length === 0 ? refusals.missing : undefined;
  }

  /** Banners in the order of their ids: all, or one; past and future ones too. */
  list({ id }: { readonly id?: number } = {}, { after, limit }: ListPart = EVERYTHING): Promise<Banner[]> {
    return this.database.query<Banner>(BANNERS, [id ?? null, after, limit]);
  }

  private write(statement: typeof INSERT_BANNER, values: readonly unknown[]): Promise<Banner | Refusal> {
    return transact<Banner | Refusal>(this.database, async (queries) => {
      const [banner] = await queries.query<Banner>(statement, values);
      if (banner === undefined) return refusals.missing;
      return banner.ends_at <= banner.starts_at ? refusals.endsTooEarly : banner;
    });
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What GitLab's pages would show: the text, with nothing in it that a browser acts on. */
function asHtml(message: string): string {
  return `<p>${message.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)}</p>`;
}
