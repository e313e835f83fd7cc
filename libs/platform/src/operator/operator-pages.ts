import { Injectable } from '@nestjs/common';
import type { RequestListener } from 'node:http';

/** Makes a page when somebody asks for it first: what pages are made of is large, and most processes show none. */
type Load = () => Promise<RequestListener>;

/** Pages for people, on the operator's port. Whoever has one adds it while the application starts. */
@Injectable()
export class OperatorPages {
  private readonly loads = new Map<string, Load>();
  private readonly loaded = new Map<string, RequestListener>();

  /** Adds a page at a path and all below it. */
  add(path: string, load: Load): void {
    this.loads.set(path, load);
  }

  /** The page that answers a path, if there is one. */
  async at(path: string): Promise<RequestListener | undefined> {
    for (const [prefix, load] of this.loads) {
      if (path !== prefix && !path.startsWith(`${prefix}/`)) continue;
      const page = this.loaded.get(prefix) ?? (await load());
      this.loaded.set(prefix, page);
      return page;
    }
    return undefined;
  }
}
