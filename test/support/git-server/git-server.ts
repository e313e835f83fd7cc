import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHELL_SECRET } from '../app.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find(existsSync) ?? '/usr/sbin/sshd';
/** Where OpenSSH, started as root, insists on dropping its privileges. */
const PRIVILEGE_SEPARATION = '/run/sshd';

/**
 * A Git server of real parts: OpenSSH's own sshd on loopback, bare repositories, and small scripts in the places of
 * gitlab-shell and Gitaly's hooks that call the API as those do.
 */
export class GitServer {
  private sshd?: ChildProcess;
  private log = '';

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly madePrivilegeSeparation: boolean,
  ) {}

  get repositories(): string {
    return join(this.folder, 'repositories');
  }

  /** An empty folder for a server that does not run yet: the API needs to know where the repositories will be. */
  static async prepare(): Promise<GitServer> {
    const folder = mkdtempSync(join(tmpdir(), 'git-server-'));
    mkdirSync(join(folder, 'repositories'));
    const asRoot = userInfo().uid === 0;
    const makes = asRoot && !existsSync(PRIVILEGE_SEPARATION);
    if (makes) mkdirSync(PRIVILEGE_SEPARATION, { mode: 0o755 });
    return new GitServer(folder, await freePort(), makes);
  }

  /** Starts sshd in front of the API at this address. */
  async start(apiUrl: string): Promise<void> {
    const scripts = import.meta.dirname;
    const hooks = join(this.folder, 'hooks');
    mkdirSync(hooks);
    for (const hook of ['pre-receive', 'post-receive']) {
      this.program(join(hooks, hook), `exec '${process.execPath}' '${join(scripts, `${hook}.mjs`)}'`);
    }
    const settings = {
      INTERNAL_API_URL: apiUrl,
      INTERNAL_API_SECRET: SHELL_SECRET,
      REPOSITORIES: this.repositories,
      HOOKS: hooks,
      CORRELATION_ID: 'push-test',
    };
    const exports = Object.entries(settings).map(([name, value]) => `export ${name}='${value}'`);
    const shell = join(this.folder, 'shell');
    this.program(shell, [...exports, `exec '${process.execPath}' '${join(scripts, 'shell.mjs')}' "$1"`].join('\n'));
    const keys = join(this.folder, 'authorized-keys');
    this.program(
      keys,
      [...exports, `exec '${process.execPath}' '${join(scripts, 'authorized-keys.mjs')}' "$1" '${shell}'`].join('\n'),
    );
    chmodSync(this.folder, 0o755);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.folder, 'host_key')]);
    const config = join(this.folder, 'sshd_config');
    writeFileSync(config, this.configuration(keys));
    this.sshd = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.sshd.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    await this.untilListening();
  }

  private configuration(keys: string): string {
    return [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(this.folder, 'host_key')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'AuthorizedKeysFile none',
      // sshd takes only a program that root owns; it looks at the first word alone.
      `AuthorizedKeysCommand /usr/bin/env ${keys} %k`,
      `AuthorizedKeysCommandUser ${userInfo().username}`,
      'AcceptEnv GIT_PROTOCOL',
      'LogLevel ERROR',
      '',
    ].join('\n');
  }

  private program(path: string, body: string): void {
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  private async untilListening(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (this.sshd?.exitCode !== null) break;
      if (await accepts(this.port)) return;
      await sleep(50);
    }
    throw new Error(`sshd does not listen: ${this.log}`);
  }

  /** A bare repository with a default branch, at the place that the API will name; `diskPath` has no `.git`. */
  createRepository(diskPath: string, defaultBranch = 'master'): string {
    const path = join(this.repositories, `${diskPath}.git`);
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path]);
    return path;
  }

  stop(): void {
    this.sshd?.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
    if (this.madePrivilegeSeparation) rmSync(PRIVILEGE_SEPARATION, { recursive: true, force: true });
  }
}

/** A port that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
