import { fileURLToPath } from 'node:url';

const debianScript = fileURLToPath(new URL('./install-debian.sh', import.meta.url));

/**
 * The package managers that can be asked, in this order. `packages` names what holds each program: a list of attempts,
 * because Redis goes by two names. `command` installs them; `script` replaces it where more than that must happen, and
 * `before` must have been run once on a fresh machine. Homebrew refuses to run as root, the others want to be.
 */
export const packageManagers = [
  {
    program: 'apt-get',
    asRoot: true,
    before: ['apt-get', 'update'],
    command: (packages) => ['apt-get', 'install', '-y', ...packages],
    script: (packages) => ['sh', debianScript, ...packages],
    packages: {
      redis: ['redis-server'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh-server'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'dnf',
    asRoot: true,
    command: (packages) => ['dnf', 'install', '-y', ...packages],
    packages: {
      redis: ['redis', 'valkey'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh-server'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'yum',
    asRoot: true,
    command: (packages) => ['yum', 'install', '-y', ...packages],
    packages: {
      redis: ['redis', 'valkey'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh-server'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'apk',
    asRoot: true,
    command: (packages) => ['apk', 'add', '--no-cache', ...packages],
    packages: {
      redis: ['redis', 'valkey'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh-server'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'pacman',
    asRoot: true,
    command: (packages) => ['pacman', '-Sy', '--noconfirm', '--needed', ...packages],
    packages: {
      redis: ['valkey', 'redis'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'zypper',
    asRoot: true,
    command: (packages) => ['zypper', '--non-interactive', 'install', ...packages],
    packages: {
      redis: ['redis', 'valkey'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh-server'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
  {
    program: 'brew',
    asRoot: false,
    command: (packages) => ['brew', 'install', ...packages],
    packages: {
      redis: ['redis', 'valkey'],
      git: ['git'],
      openssl: ['openssl'],
      sshd: ['openssh'],
      chromium: ['chromium'],
      pgbouncer: ['pgbouncer'],
    },
  },
];
