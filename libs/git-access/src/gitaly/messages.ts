/**
 * The messages of `proto/*.proto` as `gitaly-protocol.ts` reads and writes them: fields in camel case, 64-bit numbers as
 * text, enumerations by name (an unknown value as its number), bytes as Buffers, and no field missing in what is read.
 */
export interface Repository {
  readonly storageName: string;
  readonly relativePath: string;
  readonly gitObjectDirectory?: string;
  readonly gitAlternateObjectDirectories?: readonly string[];
  readonly glRepository?: string;
  readonly glProjectPath?: string;
}

export interface OnRepository {
  readonly repository: Repository;
}

export interface OnRevisions extends OnRepository {
  readonly revisions: readonly string[];
}

export interface ListCommitsRequest extends OnRevisions {
  readonly paginationParams?: { readonly limit: number };
  readonly order?: 'TOPO';
}

export interface CommitAuthor {
  readonly name: Buffer;
  readonly email: Buffer;
}

export interface GitCommit {
  readonly id: string;
  readonly body: Buffer;
  /** Absent in malformed commits. */
  readonly author: CommitAuthor | null;
  readonly committer: CommitAuthor | null;
  readonly parentIds: readonly string[];
  readonly bodySize: string;
  readonly signatureType: string | number;
}

export interface ChangedPath {
  readonly path: Buffer;
  readonly status: string | number;
}

export interface Blob {
  readonly oid: string;
  readonly size: string;
}

export interface LfsPointer {
  readonly data: Buffer;
}

export interface StorageStatus {
  readonly storageName: string;
  readonly readable: boolean;
}

export interface CheckObjectsExistRequest {
  /** In the first message of the stream only. */
  readonly repository?: Repository;
  readonly revisions: readonly Buffer[];
}

export interface FindChangedPathsRequest extends OnRepository {
  readonly commits?: readonly string[];
  readonly requests?: readonly { readonly commitRequest: { readonly commitRevision: string } }[];
  readonly mergeCommitDiffMode?: 'MERGE_COMMIT_DIFF_MODE_ALL_PARENTS';
}

/** The details of a failed call. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly typeUrl: string; readonly value: Buffer }[];
}

/** Why a server with too much to do took no more, and after how long it would. */
export interface LimitError {
  readonly errorMessage: string;
  readonly retryAfter: { readonly seconds: string } | null;
}

/** KiB. */
interface Size {
  readonly size: string;
}

interface Value {
  readonly value: boolean;
}

interface Call<Request, Answer> {
  readonly request: Request;
  readonly answer: Answer;
}

/** One request, one answer. */
export interface UnaryCalls {
  readonly RepositoryExists: Call<OnRepository, { readonly exists: boolean }>;
  readonly HasLocalBranches: Call<OnRepository, Value>;
  readonly RepositorySize: Call<OnRepository, Size>;
  readonly GetObjectDirectorySize: Call<OnRepository, Size>;
  readonly CreateRepository: Call<OnRepository & { readonly defaultBranch: Buffer }, object>;
  readonly FindDefaultBranchName: Call<OnRepository, { readonly name: Buffer }>;
  readonly RefExists: Call<OnRepository & { readonly ref: Buffer }, Value>;
  readonly CommitIsAncestor: Call<OnRepository & { readonly ancestorId: string; readonly childId: string }, Value>;
  readonly ServerInfo: Call<object, { readonly storageStatuses: StorageStatus[] }>;
  readonly Check: Call<{ readonly service: string }, { readonly status: string | number }>;
}

/** One request, a stream of answers, which is empty when there is nothing to tell. */
export interface StreamCalls {
  readonly ListRefs: Call<
    OnRepository & { readonly patterns: readonly Buffer[] },
    { readonly references: { readonly name: Buffer }[] }
  >;
  readonly ListBranchNamesContainingCommit: Call<
    OnRepository & { readonly commitId: string },
    { readonly branchNames: Buffer[] }
  >;
  readonly ListCommits: Call<ListCommitsRequest, { readonly commits: GitCommit[] }>;
  readonly ListAllCommits: Call<OnRepository, { readonly commits: GitCommit[] }>;
  readonly ListFiles: Call<OnRepository & { readonly revision: Buffer }, { readonly paths: Buffer[] }>;
  readonly GetCommitMessages: Call<
    OnRepository & { readonly commitIds: readonly string[] },
    { readonly commitId: string; readonly message: Buffer }
  >;
  readonly FindChangedPaths: Call<FindChangedPathsRequest, { readonly paths: ChangedPath[] }>;
  readonly ListBlobs: Call<OnRevisions, { readonly blobs: Blob[] }>;
  readonly ListAllBlobs: Call<OnRepository, { readonly blobs: Blob[] }>;
  readonly ListLFSPointers: Call<OnRevisions, { readonly lfsPointers: LfsPointer[] }>;
  readonly ListAllLFSPointers: Call<OnRepository, { readonly lfsPointers: LfsPointer[] }>;
}

/** A stream of requests, a stream of answers. */
export interface DuplexCalls {
  readonly CheckObjectsExist: Call<
    CheckObjectsExistRequest,
    { readonly revisions: { readonly name: Buffer; readonly exists: boolean }[] }
  >;
}

export type Calls = UnaryCalls & StreamCalls & DuplexCalls;
