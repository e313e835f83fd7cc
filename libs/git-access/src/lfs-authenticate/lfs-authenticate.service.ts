import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Secrets } from '@app/auth';
import {
  actorReference,
  cloneUrls,
  InstanceSettings,
  KeyUsage,
  parseRepositoryIdentifier,
  repositoryCandidates,
  repositoryFullPath,
} from '@app/directory';
import { Clock, Configuration, Database } from '@app/platform';
import { randomUUID } from 'node:crypto';
import { lfsActor, type LfsActor } from './lfs-actor.js';
import { LFS_FACTS, type LfsFactsRow } from './lfs-authenticate.facts.sql.js';
import type { LfsAuthenticateParameters } from './lfs-authenticate.parameters.js';

/** Seconds by which the clock of the LFS server may be behind. */
const EARLIER = 5;

/** How an LFS client goes on over HTTP. */
export interface LfsAccess {
  readonly username: string;
  readonly token: string;
  /** Clone address; the client appends `/info/lfs`. */
  readonly repositoryUrl: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Why there is none; the original tells the two apart by one letter (git-access.md 4). */
export type LfsRefusal = 'repository' | 'actor';

/** The kinds of repositories that hold LFS objects; snippets never do, designs are not for Git clients. */
type LfsKind = 'project' | 'wiki';

interface Place {
  readonly projectId: number | null;
  /** What each path may mean; parallel to the paths. */
  readonly kinds: readonly LfsKind[];
  readonly paths: readonly string[];
}

const GLOBAL_IDS: Readonly<Record<LfsKind, string>> = { project: 'Project', wiki: 'ProjectWiki' };

/**
 * A short-lived token for LFS over HTTP, for somebody whom `/allowed` has just let through. No permission is asked here:
 * whoever takes the token asks again (git-access.md 4).
 */
@Injectable()
export class LfsAuthenticateService {
  constructor(
    private readonly database: Database,
    private readonly settings: InstanceSettings,
    private readonly keyUsage: KeyUsage,
    private readonly secrets: Secrets,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  async authenticate(parameters: LfsAuthenticateParameters): Promise<LfsAccess | LfsRefusal> {
    const place = placeOf(parameters);
    const row = await this.facts(parameters, place);
    const kind = place.kinds[(row.turn ?? 1) - 1];
    if (row.project_id === null || row.full_path === null || kind === undefined) return 'repository';
    if (!this.configuration.LFS_ENABLED || !row.lfs_enabled) return 'repository';

    const actor = lfsActor(row, this.secrets.dbKeyBase);
    if (actor === null) return 'actor';
    if (row.key_id !== null) this.keyUsage.touch({ id: row.key_id, lastUsedAt: row.key_last_used_at });
    const fullPath = repositoryFullPath({ kind, container: row.full_path });
    const expiresIn = this.configuration.LFS_TOKEN_SECONDS;
    return {
      username: actor.name,
      token: await this.token(actor, `gid://gitlab/${GLOBAL_IDS[kind]}/${row.project_id}`, expiresIn),
      repositoryUrl: cloneUrls(this.configuration, await this.settings.current(), fullPath).http,
      expiresIn,
    };
  }

  private async facts(parameters: LfsAuthenticateParameters, place: Place): Promise<LfsFactsRow> {
    const actor = actorReference(parameters);
    const [row] = await this.database.query<LfsFactsRow>(LFS_FACTS, [
      actor.by === 'key' ? actor.id : null,
      actor.by === 'user' ? actor.id : null,
      actor.by === 'username' ? actor.username : null,
      place.projectId,
      place.paths,
    ]);
    if (row === undefined) throw new Error('the facts statement returned no row');
    return row;
  }

  /** The claims of schema.md 3.5. The container binds the token to one repository (attacks.md case 42). */
  private token(actor: LfsActor, container: string, life: number): Promise<string> {
    const now = this.clock.seconds();
    const claims = {
      data: { actor: actor.name, container_gid: container },
      jti: randomUUID(),
      iat: now,
      nbf: now - EARLIER,
      exp: now + life,
    };
    return this.jwt.signAsync(claims, { secret: actor.secret, algorithm: 'HS256' });
  }
}

/**
 * An identifier alone decides, unless it is blank; a path may mean a project, and with its ending a wiki
 * (git-access.md 2.2, 2.3).
 */
function placeOf({ gl_repository, project }: LfsAuthenticateParameters): Place {
  if (gl_repository) {
    const named = parseRepositoryIdentifier(gl_repository);
    if (named?.kind !== 'project' && named?.kind !== 'wiki') return { projectId: null, kinds: [], paths: [] };
    return { projectId: named.id, kinds: [named.kind], paths: [] };
  }
  const candidates = repositoryCandidates(project ?? '').flatMap((candidate) =>
    candidate.kind === 'project' || candidate.kind === 'wiki' ? [candidate] : [],
  );
  return {
    projectId: null,
    kinds: candidates.map(({ kind }) => kind as LfsKind),
    paths: candidates.map(({ container }) => container),
  };
}
