// Forced command of the test sshd in gitlab-shell's place (clients.md 2.2): asks /allowed, then starts git where
// gitlab-shell would call Gitaly.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { call, errorText } from './client.mjs';

const { REPOSITORIES, HOOKS, SSH_ORIGINAL_COMMAND, SSH_CONNECTION = '' } = process.env;
const keyId = process.argv[2].replace(/^key-/, '');

/** gitlab-shell's frame around a text; an empty text prints nothing at all (clients.md 1.7). */
function refuse(message) {
  if (message !== '') {
    const rule = '='.repeat(72);
    const lines = ['', rule, '', ...message.split('\n'), '', rule, ''];
    process.stderr.write(lines.map((line) => `remote: ${line}\n`).join(''));
  }
  process.exit(1);
}

async function welcome() {
  const user = JSON.parse((await call('GitLab-Shell', 'GET', `/discover?key_id=${keyId}`)).text);
  process.stdout.write(`Welcome to GitLab, ${user ? `@${user.username}` : 'Anonymous'}!\n`);
}

async function run(action, project) {
  const answer = await call('GitLab-Shell', 'POST', '/allowed', {
    action,
    project,
    changes: '_any',
    protocol: 'ssh',
    key_id: keyId,
    check_ip: SSH_CONNECTION.split(' ')[0],
  });
  if (answer.status < 200 || answer.status > 300) refuse(errorText(answer));
  const allowed = JSON.parse(answer.text);
  if (!allowed.status) refuse(allowed.message ?? '');
  if (!allowed.gitaly?.address) refuse('no gitaly_address given');
  for (const line of allowed.gl_console_messages ?? []) process.stderr.write(`remote: \nremote: ${line}\nremote: \n`);

  const repository = join(REPOSITORIES, allowed.gitaly.repository.relative_path);
  const settings = [
    ...(allowed.git_config_options ?? []),
    `core.hooksPath=${HOOKS}`,
    'receive.advertisePushOptions=true',
  ];
  const git = spawn(
    'git',
    [...settings.flatMap((setting) => ['-c', setting]), action.slice('git-'.length), repository],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        GL_REPOSITORY: allowed.gitaly.repository.gl_repository,
        GL_ID: `key-${keyId}`,
        GL_PROTOCOL: 'ssh',
        REPOSITORY_PATH: repository,
      },
    },
  );
  git.on('exit', (code) => process.exit(code ?? 1));
}

const [, action, project] =
  /^(git-upload-pack|git-receive-pack|git-upload-archive) '?([^']*)'?$/.exec(SSH_ORIGINAL_COMMAND ?? '') ?? [];
if (SSH_ORIGINAL_COMMAND === undefined || SSH_ORIGINAL_COMMAND === '') await welcome();
else if (action === undefined) refuse('Disallowed command');
else await run(action, project);
