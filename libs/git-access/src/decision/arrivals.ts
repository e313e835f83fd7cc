/** What a push brings along and the repository has not had before (git-access.md 3.6.6, 3.6.7). */
export interface Arrivals {
  readonly commits: readonly NewCommit[];
  /** Paths that no commit had before. */
  readonly addedFiles: readonly string[];
  /** Paths that a new commit adds, changes or deletes. */
  readonly changedFiles: readonly string[];
  /** Object ids that new Git LFS pointers name. */
  readonly lfsObjects: readonly string[];
  readonly largeBlobs: readonly { readonly id: string; readonly bytes: number }[];
}

export interface NewCommit {
  readonly id: string;
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly committerEmail: string;
  /** Carries a signature; whose is not looked at. */
  readonly signed: boolean;
}

/** Bytes on the storage, for the size limit (git-access.md 3.4, steps 15e and 15g). */
export interface Sizes {
  /** Without what the push brings. */
  readonly repository: number;
  /** Packed in a quarantine, else as long as the new blobs are; 0 when the storage cannot tell. */
  readonly push: number;
}

/** Which parts of the arrivals somebody wants to know: each costs its own look into the repository. */
export interface ArrivalsWanted {
  /** New ends of branches and tags. */
  readonly revisions: readonly string[];
  readonly commits: boolean;
  readonly addedFiles: boolean;
  readonly changedFiles: boolean;
  readonly lfsObjects: boolean;
  /** Bytes; null when sizes do not matter. */
  readonly blobsLargerThan: number | null;
}
