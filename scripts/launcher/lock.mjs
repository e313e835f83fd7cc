import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { recordOf, runs } from './processes.mjs';

/**
 * A file that one living process holds. `take()` answers the holder's record when another process holds it, else
 * undefined; what a process that has died since left in the file is then in `inherited`. `note()` adds to the file what
 * a later holder should know if this one dies.
 */
export class Lock {
  #path;
  #content;
  inherited = {};

  constructor(path) {
    this.#path = path;
  }

  take() {
    this.#content = { ...recordOf(process.pid), notes: {} };
    for (;;) {
      const draft = this.#draft();
      try {
        linkSync(draft, this.#path);
        return undefined;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      } finally {
        rmSync(draft, { force: true });
      }
      const found = this.#read();
      if (runs(found)) return found;
      this.inherited = found?.notes ?? {};
      const rival = this.#bury();
      if (rival) return rival;
    }
  }

  note(notes) {
    Object.assign(this.#content.notes, notes);
    renameSync(this.#draft(), this.#path);
  }

  release() {
    rmSync(this.#path, { force: true });
  }

  /** Removes a dead holder's file; answers the holder when another launcher has replaced it in this very moment. */
  #bury() {
    const grave = `${this.#path}.${process.pid}.stale`;
    try {
      renameSync(this.#path, grave);
      const moved = this.#read(grave);
      if (!runs(moved)) return undefined;
      linkSync(grave, this.#path);
      return moved;
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
      return undefined;
    } finally {
      rmSync(grave, { force: true });
    }
  }

  #draft() {
    const draft = `${this.#path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(this.#content)}\n`, { mode: 0o600 });
    return draft;
  }

  #read(path = this.#path) {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return undefined;
    }
  }
}
