import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CommitOptions {
  readonly parents?: readonly string[];
  readonly message?: string;
  readonly author?: string;
  readonly email?: string;
  /** The whole tree, by path without folders. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

/** A bare repository that a test fills with the `git` command line, as nobody's settings but its own say. */
export class BareRepository {
  private quarantines = 0;

  private constructor(
    readonly path: string,
    /** Folder of the quarantine that everything is written to, relative to the repository. */
    private readonly incoming?: string,
  ) {}

  /** Makes one below a storage; `relativePath` ends in `.git`. */
  static create(storage: string, relativePath: string, defaultBranch = 'master'): BareRepository {
    const path = join(storage, relativePath);
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, path]);
    return new BareRepository(path);
  }

  /** The same repository as git's receiver has it: what is written from now on is in a folder of its own. */
  receiving(): BareRepository {
    const incoming = join('objects', `tmp_objdir-incoming-${++this.quarantines}`);
    mkdirSync(join(this.path, incoming));
    return new BareRepository(this.path, incoming);
  }

  /** The folders of the quarantine, relative to the repository. */
  get quarantine(): { readonly directory: string; readonly alternates: readonly string[] } {
    if (this.incoming === undefined) throw new Error('nothing is being received');
    return { directory: this.incoming, alternates: ['objects'] };
  }

  /** The quarantine as `/allowed` gets it. */
  get env(): string {
    const { directory, alternates } = this.quarantine;
    return JSON.stringify({
      GIT_OBJECT_DIRECTORY_RELATIVE: directory,
      GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE: alternates,
    });
  }

  /** Runs `git`; answers what it prints. */
  git(words: readonly string[], input: string | Buffer = '', environment: Readonly<Record<string, string>> = {}) {
    return execFileSync('git', words, {
      input,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      env: {
        PATH: process.env.PATH,
        GIT_DIR: this.path,
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: '/nonexistent',
        ...(this.incoming === undefined
          ? {}
          : {
              GIT_OBJECT_DIRECTORY: join(this.path, this.incoming),
              GIT_ALTERNATE_OBJECT_DIRECTORIES: join(this.path, 'objects'),
            }),
        ...environment,
      },
    }).trim();
  }

  blob(content: string | Buffer): string {
    return this.git(['hash-object', '-w', '--stdin'], content);
  }

  commit({
    parents = [],
    message = 'change',
    author = 'Name of dev',
    email = 'dev@example.com',
    files = {},
  }: CommitOptions = {}): string {
    const entries = Object.entries(files).map(([path, content]) => `100644 blob ${this.blob(content)}\t${path}\n`);
    const tree = this.git(['mktree'], entries.join(''));
    return this.git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], message, {
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: author,
      GIT_COMMITTER_EMAIL: email,
    });
  }

  /** A line of commits on top of one, each with a file of its own, written as one pack; answers the last. */
  history(length: number, parent: string): string {
    const person = 'Name of dev <dev@example.com> 0 +0000';
    const stream = Array.from({ length }, (_, n) => [
      `commit refs/import/history\nauthor ${person}\ncommitter ${person}\ndata 6\nchange\n`,
      n === 0 ? `from ${parent}\n` : '',
      `M 100644 inline file-${n % 100}\ndata ${String(n).length}\n${n}\n`,
    ]);
    this.git(['fast-import', '--quiet', '--force'], stream.flat().join(''));
    const last = this.git(['rev-parse', 'refs/import/history']);
    this.git(['update-ref', '-d', 'refs/import/history']);
    return last;
  }

  /** The quarantine holds this object, which the repository had before, as well. */
  alsoReceive(id: string): void {
    const place = join(id.slice(0, 2), id.slice(2));
    mkdirSync(join(this.path, this.quarantine.directory, id.slice(0, 2)), { recursive: true });
    copyFileSync(join(this.path, 'objects', place), join(this.path, this.quarantine.directory, place));
  }

  update(ref: string, commit: string): void {
    this.git(['update-ref', ref, commit]);
  }
}
