import { Inject, Injectable } from '@nestjs/common';
import { cloneUrls, formatRepositoryIdentifier, InstanceSettings } from '@app/directory';
import { Configuration } from '@app/platform';
import type { RepositoryFacts } from '../decision/index.js';
import { PushNotices } from './push-notices.js';

/** Who is to read a notice about which repository, and the way in which they came. */
export interface NoticeTarget {
  readonly userId: number;
  readonly repository: RepositoryFacts;
  /** Clone addresses are those of SSH or HTTP, as the person uses them. */
  readonly protocol: string;
}

/** Leaves the two texts of git-access.md 11.4 that wait for the end of a push. */
@Injectable()
export class NoticeWriter {
  constructor(
    private readonly notices: PushNotices,
    private readonly settings: InstanceSettings,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The repository was asked for by a path that it has left. */
  async moved(target: NoticeTarget, formerPath: string): Promise<void> {
    const { kind, fullPath } = target.repository;
    const text =
      `${kind === 'wiki' ? 'Wiki' : 'Project'} '${formerPath}' was moved to '${fullPath}'.\n\n` +
      `Please update your Git remote:\n\n  git remote set-url origin ${await this.cloneUrl(target)}\n`;
    await this.notices.leave('redirect_namespace', target.userId, identifierOf(target), text);
  }

  /** The push has made its project. */
  async created(target: NoticeTarget): Promise<void> {
    const { fullPath } = target.repository;
    const text =
      `\nThe private project ${fullPath} was successfully created.\n\n` +
      `To configure the remote, run:\n  git remote add origin ${await this.cloneUrl(target)}\n\n` +
      `To view the project, visit:\n  ${this.configuration.baseUrl}/${fullPath}\n\n`;
    await this.notices.leave('project_created', target.userId, identifierOf(target), text);
  }

  private async cloneUrl({ repository, protocol }: NoticeTarget): Promise<string> {
    const urls = cloneUrls(this.configuration, await this.settings.current(), repository.fullPath);
    return protocol === 'ssh' ? urls.ssh : urls.http;
  }
}

function identifierOf({ repository }: NoticeTarget): string {
  return formatRepositoryIdentifier({ kind: repository.kind, id: repository.containerId });
}
