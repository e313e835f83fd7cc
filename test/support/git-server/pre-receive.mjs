// Gitaly's pre-receive hook (clients.md 3.2 to 3.4): /allowed with the changes and the quarantine, then /pre_receive.
import { relative } from 'node:path';
import { call, errorText, readAll } from './client.mjs';

const { GL_REPOSITORY, GL_ID, GL_PROTOCOL, REPOSITORY_PATH, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } =
  process.env;

function decline(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** Directories as Gitaly names them: relative to the repository. */
function quarantine() {
  const inside = (path) => relative(REPOSITORY_PATH, path);
  return JSON.stringify({
    GIT_OBJECT_DIRECTORY_RELATIVE: GIT_OBJECT_DIRECTORY ? inside(GIT_OBJECT_DIRECTORY) : '',
    GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE: GIT_ALTERNATE_OBJECT_DIRECTORIES
      ? GIT_ALTERNATE_OBJECT_DIRECTORIES.split(':').map(inside)
      : null,
  });
}

const [, kind, id] = /^(user|key|username)-(.+)$/.exec(GL_ID);
const allowed = await call('gitaly/16.7.0', 'POST', '/allowed', {
  action: 'git-receive-pack',
  gl_repository: GL_REPOSITORY,
  project: REPOSITORY_PATH,
  changes: await readAll(process.stdin),
  protocol: GL_PROTOCOL,
  env: quarantine(),
  [kind === 'username' ? 'username' : `${kind}_id`]: id,
});
if (allowed.status !== 200) {
  decline(`GitLab: ${allowed.status >= 400 ? errorText(allowed) : `gitlab api is not accessible: ${allowed.status}`}`);
}
if (!allowed.type.startsWith('application/json')) decline(`GitLab: unsupported content type: ${allowed.type}`);
const verdict = JSON.parse(allowed.text);
if (!verdict.status) decline(`GitLab: ${verdict.message}`);

const counted = await call('gitaly/16.7.0', 'POST', '/pre_receive', { gl_repository: GL_REPOSITORY });
if (counted.status !== 200)
  decline(`calling pre_receive endpoint: pre-receive call failed with status: ${counted.status}`);
if (JSON.parse(counted.text).reference_counter_increased !== true) process.exit(1);
