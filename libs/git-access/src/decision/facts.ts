/**
 * Everything a decision reads from the database, as plain data. One statement brings it (allowed.facts.sql.ts), one
 * mapping shapes it (allowed.facts.ts), and tests write it down by hand. Instants are `Date`, ids are numbers.
 */
export interface Facts {
  /** The key that the request names, signing-only keys included: whether it counts is for the decision to say. */
  readonly key: KeyFacts | null;
  /** The user that the request names, or the key's owner, or a deploy key's creator (the ghost user when that one is gone). */
  readonly user: UserFacts | null;
  /** The repository that is asked for; null when nothing was found. */
  readonly repository: RepositoryFacts | null;
  /** The project that the repository belongs to; null for a personal snippet as well. */
  readonly project: ProjectFacts | null;
  /** Set when the repository is a snippet's. */
  readonly snippet: SnippetFacts | null;
  /** What `user` is in `project`. */
  readonly standing: Standing;
  /** What `key` may do in `project`, when it is a deploy key; null when it is not enabled there. */
  readonly deployKey: { readonly canPush: boolean } | null;
  /** `key` has shown its second factor lately. Looked up only for a key that has to (second-factor.ts), else false. */
  readonly secondFactorShown: boolean;
  readonly settings: SettingsFacts;
}

export type KeyKind = 'key' | 'deploy_key' | 'ldap_key';

export type KeyType = 'rsa' | 'dsa' | 'ecdsa' | 'ed25519' | 'ecdsa_sk' | 'ed25519_sk';

export interface KeyFacts {
  readonly id: number;
  readonly kind: KeyKind;
  /** False for a key that may only sign commits. */
  readonly authenticates: boolean;
  /** Null when the stored text is no key that we can read. */
  readonly type: KeyType | null;
  readonly bits: number;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface UserFacts {
  readonly id: number;
  readonly username: string;
  /** `active`, `blocked`, `ldap_blocked`, `banned`, `deactivated`, `blocked_pending_approval`, or what a later GitLab invents. */
  readonly state: string;
  /** 0 is a human; schema.md 2.1 lists the others. */
  readonly type: number;
  readonly admin: boolean;
  readonly auditor: boolean;
  readonly external: boolean;
  readonly confirmed: boolean;
  readonly acceptedTerms: boolean;
  readonly passwordExpiresAt: Date | null;
  readonly passwordAutomaticallySet: boolean;
  readonly lockedAt: Date | null;
  /** Signs in with a second factor: TOTP or a WebAuthn device. */
  readonly twoFactor: boolean;
  /** `YYYY-MM-DD`, or null when the user was never active. */
  readonly lastActivityOn: string | null;
}

export interface Standing {
  /** Effective access level in the project, 0 for none; the owner of the personal namespace has 50. */
  readonly level: number;
  /** Groups invited to the project with developer or more, of which the user is a direct member with developer or more. */
  readonly ruleGroups: readonly number[];
}

export interface ProjectFacts {
  readonly id: number;
  readonly fullPath: string;
  readonly rootNamespaceId: number;
  /** 0 private, 10 internal, 20 public. */
  readonly visibility: number;
  /** The project itself or a group above it is archived. */
  readonly archived: boolean;
  /** Deletion is scheduled: readable, but nobody pushes any more. */
  readonly markedForDeletion: boolean;
  readonly repositoryReadOnly: boolean;
  /** 0 disabled, 10 members only, 20 everyone who reads the project. */
  readonly repositoryLevel: number;
  readonly wikiLevel: number;
  readonly snippetsLevel: number;
  /** 0 none, 1 developers push, 2 full, 3 developers merge, 4 full after the initial push. */
  readonly defaultBranchProtection: number;
  /** The root group's own choice; null for all protocols. */
  readonly namespaceProtocol: 'ssh' | 'http' | null;
  /** Addresses and subnets from which the root group may be reached; empty for all. */
  readonly ipRanges: readonly string[];
  /** Null when the request has no list of changes: then the statement leaves this part out. */
  readonly refs: RefFacts | null;
}

export type RepositoryKind = 'project' | 'wiki' | 'snippet' | 'design';

/** Where the repository lies, and what is known of it without asking; null where nothing was ever recorded. */
export interface RepositoryFacts {
  readonly kind: RepositoryKind;
  /** Of the snippet, else of the project. */
  readonly containerId: number;
  /** As clients are told: with `.wiki` or `.design`, or the path of a snippet. */
  readonly fullPath: string;
  /** True when the path asked for is a former one, which now redirects here. */
  readonly redirected: boolean;
  readonly storage: string;
  readonly relativePath: string;
  readonly exists: boolean | null;
  readonly empty: boolean | null;
  readonly defaultBranch: string | null;
}

export interface SnippetFacts {
  readonly authorId: number;
  /** 0 private, 10 internal, 20 public. */
  readonly visibility: number;
  readonly repositoryReadOnly: boolean;
}

/** What only a push with known changes needs. */
export interface RefFacts {
  readonly branchRules: readonly BranchRule[];
  readonly tagRules: readonly TagRule[];
  /** Merge requests that are being merged at this moment. */
  readonly lockedMerges: readonly { readonly targetBranch: string; readonly commit: string }[];
  /** Null when nothing is said about commits and files. */
  readonly contents: ContentRules | null;
  /** Bytes that the repository may take up; null for any number. */
  readonly sizeLimit: number | null;
}

/** What is asked of the commits and files of a push. */
export interface ContentRules {
  readonly pushRule: PushRule | null;
  /** Git LFS is on: what new pointers name must have been uploaded. */
  readonly lfsIntegrity: boolean;
  readonly lfsLocks: readonly { readonly path: string; readonly userId: number; readonly username: string }[];
  readonly pusher: PusherFacts;
}

/** The person behind the push; addresses in lower case. */
export interface PusherFacts {
  readonly name: string;
  readonly verifiedEmails: readonly string[];
  readonly unverifiedEmails: readonly string[];
}

/** A push rule (schema.md 2.15); expressions are null when there is none. */
export interface PushRule {
  readonly denyDeleteTag: boolean;
  readonly branchName: string | null;
  readonly commitMessage: string | null;
  readonly commitMessageNegative: string | null;
  /** Holds for committers too. */
  readonly authorEmail: string | null;
  readonly fileName: string | null;
  readonly preventSecrets: boolean;
  /** MiB; 0 for no limit. */
  readonly maxFileSize: number;
  readonly committerCheck: boolean;
  readonly authorNameCheck: boolean;
  readonly rejectNonDco: boolean;
  readonly rejectUnsigned: boolean;
  readonly memberCheck: boolean;
  /** Some of it is about commits, so that they have to be read. */
  readonly looksAtCommits: boolean;
}

/** An open merge request that lets those who may merge it push to its branch (3.6.1). */
export interface Collaboration {
  readonly sourceBranch: string;
  /** Who offers the branch, and their level in the project that it lies in. */
  readonly author: { readonly active: boolean; readonly admin: boolean; readonly level: number };
  readonly targetBranch: string;
  readonly target: Pick<ProjectFacts, 'visibility' | 'archived' | 'markedForDeletion' | 'repositoryLevel'> & {
    readonly branchRules: readonly BranchRule[];
  };
  /** What the pusher is in the target project. */
  readonly standing: Standing;
}

export interface BranchRule {
  readonly name: string;
  readonly allowForcePush: boolean;
  readonly push: readonly AccessLevel[];
  readonly merge: readonly AccessLevel[];
}

export interface TagRule {
  readonly name: string;
  readonly create: readonly AccessLevel[];
}

/** One row of an access level table: a role, or exactly one user, group or deploy key. */
export type AccessLevel =
  | { readonly kind: 'role'; readonly level: number }
  | { readonly kind: 'user' | 'group' | 'deploy_key'; readonly id: number };

export interface SettingsFacts {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** `ssh`, `http`, or blank for all. */
  readonly enabledProtocol: string;
  /** 0 any size, -1 forbidden, else the least number of bits; a type without an entry is not known to this instance. */
  readonly keyRestrictions: Readonly<Partial<Record<KeyType, number>>>;
  readonly enforceTerms: boolean;
  readonly confirmationRequired: boolean;
  readonly maintenanceMode: boolean;
  readonly pullOverHttp: boolean;
  readonly pushOverHttp: boolean;
  readonly readOnlyDatabase: boolean;
  /** MiB; 0 for no limit. */
  readonly receiveMaxInputSize: number;
  /** Where people show their second factor before they use Git over SSH; null when none is asked for. */
  readonly secondFactorAt: SshAddress | null;
}

export interface SshAddress {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}
