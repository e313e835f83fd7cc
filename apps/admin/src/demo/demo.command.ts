import { Inject } from '@nestjs/common';
import { Configuration } from '@app/platform';
import { Command, CommandRunner } from 'nest-commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoLoader, type DemoCredentials } from './demo-loader.js';

/** `admin demo`: fills a database that has no users, and writes the credentials to `DATA_DIR/demo.json`. */
@Command({ name: 'demo', description: 'load the demo data into a database that has no users' })
export class DemoCommand extends CommandRunner {
  constructor(
    private readonly loader: DemoLoader,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {
    super();
  }

  async run(): Promise<void> {
    await this.loader.load((credentials) => this.keep(credentials));
  }

  private keep({ adminToken, agentToken, authorizedKey }: DemoCredentials): void {
    const { DATA_DIR, SHELL_SECRET_FILE, KAS_SECRET_FILE } = this.configuration;
    const content = {
      shell_secret: readFileSync(SHELL_SECRET_FILE, 'utf8').trim(),
      kas_secret: readFileSync(KAS_SECRET_FILE, 'utf8').trim(),
      admin_token: adminToken,
      agent_token: agentToken,
      authorized_key: authorizedKey,
    };
    writeFileSync(join(DATA_DIR, 'demo.json'), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
}
