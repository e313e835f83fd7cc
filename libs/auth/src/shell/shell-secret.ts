import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BootError, Configuration, Logger } from '@app/platform';
import { equalSecrets } from '../secrets/equal-secrets.js';
import { RotatingSecret } from '../secrets/rotating-secret.js';
import { shellSecret } from '../secrets/secret-file.js';
import { SignedTokens } from '../secrets/signed-tokens.js';

/** One secret as the two generations of clients use it (git-access.md 1.3, clients.md 1.3). */
interface Accepted {
  /** Trimmed at both ends: what a client says that sends the secret itself. */
  readonly text: string;
  /** Signed with the trimmed text, or with the whole text of the file: shells 13.26 to 14.11 sign with that. */
  readonly tokens: readonly SignedTokens[];
}

/**
 * The secret of GitLab Shell and Gitaly; during a rotation also the one before. An empty one would authenticate anybody, so
 * it keeps the service from starting.
 * @throws BootError `<path> is empty`
 */
@Injectable()
export class ShellSecret implements OnApplicationShutdown {
  private readonly secret: RotatingSecret<Accepted>;

  constructor(@Inject(Configuration) configuration: Configuration, logger: Logger) {
    this.secret = new RotatingSecret(
      {
        name: 'shell secret',
        path: configuration.SHELL_SECRET_FILE,
        generate: shellSecret,
        previousPath: configuration.SHELL_SECRET_PREVIOUS_FILE,
        decode,
      },
      logger,
    );
  }

  /** Readers of tokens, one for each key that they may be signed with. */
  get tokens(): readonly SignedTokens[] {
    const [current, previous] = this.secret.accepted;
    return previous === undefined ? current!.tokens : [...current!.tokens, ...previous.tokens];
  }

  /** True for a secret that is accepted. Takes the same time whatever is offered. */
  is(offered: string): boolean {
    const answers = this.secret.accepted.map(({ text }) => equalSecrets(offered.trim(), text));
    return answers.includes(true);
  }

  get fingerprints(): readonly string[] {
    return this.secret.fingerprints;
  }

  onApplicationShutdown(): void {
    this.secret.close();
  }
}

function decode(path: string, file: string): Accepted {
  const text = file.trim();
  if (text === '') throw new BootError(`${path} is empty`);
  return { text, tokens: [...new Set([text, file])].map((key) => new SignedTokens(key)) };
}
