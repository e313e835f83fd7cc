import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshKeyOf, type SshKeyType, type SshPublicKey } from '../ssh-keys.js';

/** How a Git command ended, and what stood on the terminal. */
export interface Terminal {
  readonly code: number;
  /** Standard output and error together. */
  readonly text: string;
}

/** A person at a terminal with an SSH key of their own, the real `git` and the real `ssh`. */
export class GitUser {
  readonly folder = mkdtempSync(join(tmpdir(), 'git-user-'));
  readonly publicKey: SshPublicKey;

  constructor(private readonly port: number) {
    const keyFile = join(this.folder, 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', keyFile]);
    const [type, blob] = readFileSync(`${keyFile}.pub`, 'utf8').split(' ');
    this.publicKey = sshKeyOf(type as SshKeyType, Buffer.from(blob ?? '', 'base64'));
  }

  /** Address of a project on the server; sshd lets in the user who runs the tests, so it names none. */
  remote(project: string): string {
    return `ssh://127.0.0.1:${this.port}/${project}`;
  }

  /** Runs `git` in a folder of this person's, `work` by default. */
  git(args: readonly string[], folder = 'work'): Promise<Terminal> {
    const cwd = join(this.folder, folder);
    mkdirSync(cwd, { recursive: true });
    return this.run('git', args, cwd);
  }

  /** `ssh git@host`. */
  ssh(...command: string[]): Promise<Terminal> {
    return this.run('ssh', [...this.sshOptions(), '-p', String(this.port), '127.0.0.1', ...command], this.folder);
  }

  /** Writes a file and commits it; returns the commit. */
  async commit(name: string, content = name, folder = 'work'): Promise<string> {
    writeFileSync(join(this.folder, folder, name), content);
    for (const args of [
      ['add', '.'],
      ['commit', '--quiet', '--message', `Add ${name}`],
    ]) {
      const { code, text } = await this.git(args, folder);
      if (code !== 0) throw new Error(text);
    }
    return (await this.git(['rev-parse', 'HEAD'], folder)).text.trim();
  }

  /** Points many refs at one commit, in one Git command. */
  updateRefs(folder: string, refs: readonly string[], commit: string): void {
    const input = refs.map((ref) => `create ${ref} ${commit}\n`).join('');
    execFileSync('git', ['update-ref', '--stdin'], { cwd: join(this.folder, folder), input });
  }

  leave(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private sshOptions(): string[] {
    const settings = {
      IdentityFile: join(this.folder, 'id'),
      IdentitiesOnly: 'yes',
      IdentityAgent: 'none',
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      BatchMode: 'yes',
      LogLevel: 'ERROR',
    };
    return ['-F', '/dev/null', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  }

  private run(program: string, args: readonly string[], cwd: string): Promise<Terminal> {
    const env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Dev',
      GIT_AUTHOR_EMAIL: 'dev@example.com',
      GIT_COMMITTER_NAME: 'Dev',
      GIT_COMMITTER_EMAIL: 'dev@example.com',
      GIT_SSH_COMMAND: ['ssh', ...this.sshOptions()].join(' '),
    };
    return new Promise((resolve) => {
      execFile(program, [...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, text: stdout + stderr });
      });
    });
  }
}
