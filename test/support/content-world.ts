import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAllowedWorld, said, type AllowedWorld } from './allowed-world.js';
import type { ApiOptions } from './app.js';
import { BareRepository } from './bare-repository.js';
import type { RecordedCall } from './gitaly/calls.js';
import { GitalyDouble } from './gitaly/gitaly-double.js';

/** The two ways to look into a repository. */
export const ADAPTERS = ['a local disk', 'Gitaly'] as const;
export type Adapter = (typeof ADAPTERS)[number];

const TOKEN = 'gitaly-token';

type Parameters = Readonly<Record<string, unknown>>;

/** The fixtures of git-access.md 15 with a real repository of P, asked through one of the adapters. */
export class ContentWorld {
  /** `A` and `B` lie on master, `A` below `B`; `C` lies beside them, on `feature`. */
  readonly A: string;
  readonly B: string;
  readonly C: string;

  private constructor(
    readonly allowed: AllowedWorld,
    /** Folder of the storage `default`. */
    readonly storage: string,
    /** Undefined where the disk itself is read. */
    readonly gitaly: GitalyDouble | undefined,
    readonly repository: BareRepository,
  ) {
    this.A = repository.commit({ message: 'A', files: { f1: 'one', f2: 'one' } });
    this.B = repository.commit({ message: 'B', parents: [this.A], files: { f1: 'one', f2: 'two' } });
    this.C = repository.commit({ message: 'C', parents: [this.A], files: { f1: 'one', f2: 'three' } });
    repository.update('refs/heads/master', this.B);
    repository.update('refs/heads/feature', this.C);
  }

  /** @param configuration of the storage, beside its address and token */
  static async open(
    adapter: Adapter,
    { environment, ...options }: ApiOptions & { now?: Date } = {},
    configuration: Parameters = {},
  ): Promise<ContentWorld> {
    const storage = mkdtempSync(join(tmpdir(), 'content-'));
    const gitaly =
      adapter === 'Gitaly' ? await GitalyDouble.start({ storages: { default: storage }, token: TOKEN }) : undefined;
    const place = gitaly ? { address: gitaly.unix, token: TOKEN } : { address: 'unix:/gitaly.socket', path: storage };
    const settings = { GITALY_STORAGES: JSON.stringify({ default: { ...place, ...configuration } }) };
    const allowed = await openAllowedWorld({ ...options, environment: { ...settings, ...environment } });
    const repository = BareRepository.create(storage, `${allowed.P.diskPath}.git`);
    return new ContentWorld(allowed, storage, gitaly, repository);
  }

  get suite() {
    return this.allowed.suite;
  }

  /** What a push is told. With a quarantine, the second `/allowed` of it, as Gitaly's hook asks. */
  async push(key_id: number, changes: string, parameters: Parameters = {}, quarantine?: BareRepository) {
    const env = quarantine ? { env: quarantine.env } : {};
    return said(await this.allowed.push({ key_id, changes, ...env, ...parameters }));
  }

  /** Methods that Gitaly was asked for, in order; undefined where there is none to ask. */
  get methods(): readonly string[] | undefined {
    return this.gitaly?.calls.methods;
  }

  /** The calls of one method; throws without a Gitaly. */
  callsOf(method: string): readonly RecordedCall[] {
    if (this.gitaly === undefined) throw new Error('there is no gitaly');
    return this.gitaly.calls.of(method);
  }

  /** Nothing that was seen of a repository is remembered, and Gitaly behaves. */
  async forget(): Promise<void> {
    this.gitaly?.forget();
    await this.suite.sql('DELETE FROM internal_api.repository_states');
  }

  async close(): Promise<void> {
    await this.allowed.close();
    this.gitaly?.close();
    rmSync(this.storage, { recursive: true, force: true });
  }
}
