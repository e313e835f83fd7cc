import { Inject, Injectable } from '@nestjs/common';
import { hashedDiskPath, repositoryFullPath, type ActorReference } from '@app/directory';
import { actorsOf, Configuration, Database } from '@app/platform';
import type {
  Facts,
  KeyFacts,
  ProjectFacts,
  RepositoryFacts,
  RefFacts,
  SettingsFacts,
  SnippetFacts,
  UserFacts,
} from '../decision/index.js';
import type { FactsRow } from './allowed.facts.row.js';
import { ALLOWED_FACTS, ALLOWED_FACTS_WITH_REFS } from './allowed.facts.sql.js';
import type { Candidate } from './allowed.request.js';
import { keyMaterial } from './key-material.js';
import { branchRules, contentRules, tagRules } from './rule-rows.js';

export interface FactsQuestion {
  readonly actor: ActorReference;
  readonly candidates: readonly Candidate[];
  /** `YYYY-MM-DD`: the day by which memberships are judged. */
  readonly today: string;
  /** Read the protection rules as well. */
  readonly withRefs: boolean;
}

/** Reads the facts of one decision: one statement, whatever is asked. */
@Injectable()
export class AllowedFactsReader {
  constructor(
    private readonly database: Database,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  async read({ actor, candidates, today, withRefs }: FactsQuestion): Promise<Facts> {
    const values = [
      actor.by === 'key' ? actor.id : null,
      actor.by === 'user' ? actor.id : null,
      actor.by === 'username' ? actor.username : null,
      candidates.map(({ kind }) => kind),
      candidates.map(({ projectId = null }) => projectId),
      candidates.map(({ snippetId = null }) => snippetId),
      candidates.map(({ path = null }) => path),
      today,
    ];
    const statement = withRefs ? ALLOWED_FACTS_WITH_REFS : ALLOWED_FACTS;
    const [row] = await this.database.read<FactsRow>(statement, values, (rows) =>
      rows.flatMap(({ user_id, key_id }) => actorsOf(user_id, key_id)),
    );
    if (row === undefined) throw new Error('the facts statement returned no row');
    return {
      key: keyFacts(row),
      user: userFacts(row),
      repository: repositoryFacts(row),
      project: projectFacts(row, withRefs ? this.refs(row) : null),
      snippet: snippetFacts(row),
      standing: { level: row.level, ruleGroups: row.rule_groups ?? [] },
      deployKey: row.deploy_key_can_push === null ? null : { canPush: row.deploy_key_can_push },
      secondFactorShown: false,
      settings: this.settings(row),
    };
  }

  private refs(row: FactsRow): RefFacts {
    return {
      branchRules: branchRules(row.branch_rules),
      tagRules: tagRules(row.tag_rules),
      lockedMerges: (row.locked_merges ?? []).map(([targetBranch, commit]) => ({
        targetBranch,
        commit: commit.toLowerCase(),
      })),
      contents: contentRules(row, this.configuration.LFS_ENABLED && this.configuration.LFS_INTEGRITY_CHECKS),
      sizeLimit: row.size_limit ?? null,
    };
  }

  private settings(row: FactsRow): SettingsFacts {
    const { TWO_FACTOR_OVER_SSH, SSH_USER, SSH_HOST, SSH_PORT } = this.configuration;
    return {
      baseUrl: this.configuration.baseUrl,
      enabledProtocol: row.enabled_git_access_protocol ?? '',
      keyRestrictions: {
        rsa: row.rsa_key_restriction ?? 0,
        dsa: row.dsa_key_restriction ?? -1,
        ecdsa: row.ecdsa_key_restriction ?? 0,
        ed25519: row.ed25519_key_restriction ?? 0,
        ecdsa_sk: row.ecdsa_sk_key_restriction ?? 0,
        ed25519_sk: row.ed25519_sk_key_restriction ?? 0,
      },
      enforceTerms: row.enforce_terms ?? false,
      confirmationRequired: row.confirmation_required,
      maintenanceMode: row.maintenance_mode ?? false,
      pullOverHttp: this.configuration.GITLAB_SHELL_UPLOAD_PACK,
      pushOverHttp: this.configuration.GITLAB_SHELL_RECEIVE_PACK,
      readOnlyDatabase: this.configuration.DATABASE_READ_ONLY,
      receiveMaxInputSize: row.receive_max_input_size ?? 0,
      secondFactorAt: TWO_FACTOR_OVER_SSH === 'enabled' ? { user: SSH_USER, host: SSH_HOST, port: SSH_PORT } : null,
    };
  }
}

function keyFacts(row: FactsRow): KeyFacts | null {
  if (row.key_id === null) return null;
  return {
    id: row.key_id,
    kind: row.key_type === 'DeployKey' ? 'deploy_key' : row.key_type === 'LDAPKey' ? 'ldap_key' : 'key',
    authenticates: row.key_usage !== 2,
    ...keyMaterial(row.key_text),
    expiresAt: row.key_expires_at,
    lastUsedAt: row.key_last_used_at,
  };
}

function userFacts(row: FactsRow): UserFacts | null {
  if (row.user_id === null) return null;
  return {
    id: row.user_id,
    username: row.username ?? '',
    state: row.state ?? '',
    type: row.user_type ?? 0,
    admin: row.admin,
    auditor: row.auditor,
    external: row.external ?? false,
    confirmed: row.confirmed_at !== null,
    acceptedTerms: row.accepted_term_id !== null,
    passwordExpiresAt: row.password_expires_at,
    passwordAutomaticallySet: row.password_automatically_set ?? false,
    lockedAt: row.locked_at,
    twoFactor: row.two_factor ?? false,
    lastActivityOn: row.last_activity_on,
  };
}

/** A project without a route is nowhere that anybody could have meant. */
function projectFacts(row: FactsRow, refs: RefFacts | null): ProjectFacts | null {
  if (row.project_id === null || row.full_path === null) return null;
  return {
    id: row.project_id,
    fullPath: row.full_path,
    rootNamespaceId: row.root_namespace_id,
    visibility: row.visibility_level,
    archived: row.archived,
    markedForDeletion: row.marked_for_deletion,
    repositoryReadOnly: row.repository_read_only,
    repositoryLevel: row.repository_level,
    defaultBranchProtection: row.default_branch_protection,
    namespaceProtocol: row.namespace_protocol === 1 ? 'ssh' : row.namespace_protocol === 2 ? 'http' : null,
    wikiLevel: row.wiki_level,
    snippetsLevel: row.snippets_level,
    ipRanges: row.ip_ranges ?? [],
    refs,
  };
}

/** Null when nothing was found: no place, or a project in the act of being deleted. */
function repositoryFacts(row: FactsRow): RepositoryFacts | null {
  const place = row.kind === 'snippet' ? snippetPlace(row) : projectPlace(row);
  if (row.kind === null || place === null) return null;
  return {
    kind: row.kind,
    ...place,
    redirected: row.redirected,
    exists: row.repository_exists,
    empty: row.repository_empty,
    defaultBranch: row.default_branch,
  };
}

type Place = Pick<RepositoryFacts, 'containerId' | 'fullPath' | 'storage' | 'relativePath'>;

const SUFFIXES = { project: '.git', wiki: '.wiki.git', design: '.design.git' } as const;

function projectPlace(row: FactsRow): Place | null {
  const { kind, project_id: id, full_path: container } = row;
  if (kind === null || kind === 'snippet' || id === null || container === null) return null;
  return {
    containerId: id,
    fullPath: repositoryFullPath({ kind, container }),
    storage: row.repository_storage,
    // Never by its name, as legacy storage once did without a row: another project may have lain there (schema.md 2.6).
    relativePath: `${row.disk_path ?? hashedDiskPath('@hashed', id)}${SUFFIXES[kind]}`,
  };
}

function snippetPlace(row: FactsRow): Place | null {
  const { snippet_id: id, snippet_project_id: projectId, full_path: path } = row;
  if (id === null || (projectId !== null && path === null)) return null;
  const container = projectId === null ? undefined : (path ?? undefined);
  return {
    containerId: id,
    fullPath: repositoryFullPath({ kind: 'snippet', container, id }),
    storage: row.snippet_storage ?? 'default',
    relativePath: `${row.snippet_disk_path ?? hashedDiskPath('@snippets', id)}.git`,
  };
}

function snippetFacts(row: FactsRow): SnippetFacts | null {
  if (row.kind !== 'snippet' || snippetPlace(row) === null) return null;
  return {
    authorId: row.snippet_author_id,
    visibility: row.snippet_visibility_level,
    repositoryReadOnly: row.snippet_read_only,
  };
}
