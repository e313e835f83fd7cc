/** How a stand-in behaves; every value may be changed while it runs. */
export interface GitalySettings {
  /** Folders of repositories by storage name. */
  storages: Readonly<Record<string, string>>;
  /** Blank: everybody is let in. */
  token: string;
  /** Which server it stands for: 16.7, or one that also knows root commits in diffs, blob ids and LFS object ids. */
  era: '16.7' | 'now';
  /** Things in one message of a stream. */
  itemsPerMessage: number;
  /** Pushes run on snapshots: reads in a quarantine have to name theirs (gitaly.md 3.3). */
  transactions: boolean;
  /** Praefect in front: only reads that ask for the primary see a quarantine. */
  praefect: boolean;
  /** Seconds since 1970. */
  clock: () => number;
}

export const DEFAULT_SETTINGS: GitalySettings = {
  storages: {},
  token: '',
  era: '16.7',
  itemsPerMessage: 1000,
  transactions: false,
  praefect: false,
  clock: () => Math.floor(Date.now() / 1000),
};
