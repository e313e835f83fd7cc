import { AuthorizationRebuild } from '@app/directory';
import { Command } from 'nest-commander';
import { Progress } from '../grammar/progress.js';
import { SingleCommand } from '../grammar/single-command.js';

/** After a restored dump or a bulk load; while the service runs, and as often as one likes. */
@Command({ name: 'rebuild-authorizations', description: 'derive who has access to what anew, for everybody' })
export class RebuildAuthorizationsCommand extends SingleCommand<object> {
  protected readonly form = Object;

  constructor(
    private readonly rebuild: AuthorizationRebuild,
    private readonly progress: Progress,
  ) {
    super();
  }

  protected async perform(): Promise<{ users: number }> {
    const bar = this.progress.start('users');
    try {
      return { users: await this.rebuild.run(({ done, total }) => bar.update(done, total)) };
    } finally {
      bar.stop();
    }
  }
}
