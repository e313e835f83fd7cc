import type { status } from '@grpc/grpc-js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareRepository } from '../bare-repository.js';
import { GitalyDouble } from './gitaly-double.js';
import { bearer, RawClient, type Message } from './raw-client.js';
import { DEFAULT_SETTINGS } from './settings.js';

const TOKEN = 'gitaly-token';
const STORAGE = 'default';

/** One repository behind a stand-in for Gitaly, with a client of its own, for tests of the stand-in itself. */
export class DoubleWorld {
  readonly storage = mkdtempSync(join(tmpdir(), 'gitaly-storage-'));
  readonly token = TOKEN;
  readonly origin = BareRepository.create(this.storage, 'p.git');
  readonly incoming = this.origin.receiving();
  /** A and, on top of it, B are on master; `feature` leads from A to C; tag `vx` is at A. */
  readonly A = this.origin.commit({ message: 'A', files: { f1: 'one', old: 'old' } });
  readonly B = this.origin.commit({ message: 'B', parents: [this.A], files: { f1: 'two', old: 'old' } });
  readonly C = this.origin.commit({ message: 'C', parents: [this.A], files: { f1: 'one', old: 'old', f2: 'new' } });
  /** On top of B, in the quarantine only. */
  readonly N = this.incoming.commit({ message: 'N', parents: [this.B], files: { f1: 'three' } });

  /** The repository without a quarantine, … */
  readonly plain = { storageName: STORAGE, relativePath: 'p.git' };
  readonly both = {
    ...this.plain,
    gitObjectDirectory: this.incoming.quarantine.directory,
    gitAlternateObjectDirectories: ['objects'],
  };
  /** … with nothing but the quarantine, … */
  readonly onlyNew = { ...this.plain, gitObjectDirectory: this.incoming.quarantine.directory };
  /** … and with nothing of it. */
  readonly onlyOld = { ...this.plain, gitAlternateObjectDirectories: ['objects'] };

  private constructor(
    readonly gitaly: GitalyDouble,
    public client: RawClient,
  ) {
    this.origin.update('refs/heads/master', this.B);
    this.origin.update('refs/heads/feature', this.C);
    this.origin.update('refs/tags/vx', this.A);
    this.reset();
  }

  static async open(): Promise<DoubleWorld> {
    const gitaly = await GitalyDouble.start();
    return new DoubleWorld(gitaly, new RawClient(gitaly.unix));
  }

  /** The settings of the beginning, no fault and no record. */
  reset(): void {
    this.gitaly.forget();
    Object.assign(this.gitaly.settings, { ...DEFAULT_SETTINGS, storages: { [STORAGE]: this.storage }, token: TOKEN });
  }

  readonly call = (
    method: string,
    request: Message | readonly Message[],
    headers: Readonly<Record<string, string | Buffer>> = {},
  ): Promise<Message[]> => this.client.call(method, request, { authorization: bearer(TOKEN), ...headers });

  /** The first answer. */
  readonly one = async (method: string, request: Message, headers?: Readonly<Record<string, string | Buffer>>) =>
    (await this.call(method, request, headers))[0];

  /** What is in one list of all the answers. */
  readonly all = async (method: string, field: string, request: Message | readonly Message[]) =>
    (await this.call(method, request)).flatMap((answer) => answer[field] as Message[]);

  close(): void {
    this.client.close();
    this.gitaly.close();
    rmSync(this.storage, { recursive: true, force: true });
  }
}

/** The code that a call ends with. */
export function codeOf(answer: Promise<unknown>): Promise<status> {
  return answer.then(
    () => 0,
    (error: { code: status }) => error.code,
  );
}
