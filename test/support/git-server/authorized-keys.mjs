// AuthorizedKeysCommand of the test sshd, as gitlab-shell-authorized-keys-check does it (clients.md 2.4): %k in, one
// authorized_keys line out, or a comment.
import { call } from './client.mjs';

const [blob, forcedCommand] = process.argv.slice(2);
const answer = await call('GitLab-Shell', 'GET', `/authorized_keys?key=${encodeURIComponent(blob)}`);
if (answer.status >= 200 && answer.status < 300) {
  const { id, key } = JSON.parse(answer.text);
  if (!Number.isInteger(id) || id < 1 || key.includes('\n')) throw new Error('answer is no key');
  const options = 'no-port-forwarding,no-X11-forwarding,no-agent-forwarding,no-pty';
  process.stdout.write(`command="${forcedCommand} key-${id}",${options} ${key}\n`);
} else {
  process.stdout.write(`# No key was found for ${blob}\n`);
}
