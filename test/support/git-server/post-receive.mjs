// Gitaly's post-receive hook (clients.md 3.5): /post_receive, then the messages on the pusher's terminal.
import { call, errorText, readAll } from './client.mjs';

const { GL_REPOSITORY, GL_ID, GIT_PUSH_OPTION_COUNT } = process.env;
const options = Array.from(
  { length: Number(GIT_PUSH_OPTION_COUNT ?? 0) },
  (_, index) => process.env[`GIT_PUSH_OPTION_${index}`],
);

const answer = await call('gitaly/16.7.0', 'POST', '/post_receive', {
  gl_repository: GL_REPOSITORY,
  identifier: GL_ID,
  changes: await readAll(process.stdin),
  push_options: options.length > 0 ? options : null,
});
if (answer.status !== 200 || !answer.type.startsWith('application/json')) {
  process.stdout.write(`GitLab: ${errorText(answer)}\n`);
  process.exit(1);
}
const { messages, reference_counter_decreased: decreased } = JSON.parse(answer.text);
const rule = '='.repeat(72);
for (const { message, type } of messages ?? []) {
  if (type === 'basic') process.stdout.write(`\n${message}\n\n`);
  else if (type === 'alert') process.stdout.write(`\n${rule}\n\n${message.replaceAll('\n', ' ')}\n\n${rule}\n\n`);
  else throw new Error(`invalid message type: ${type}`);
}
if (decreased !== true) process.exit(1);
