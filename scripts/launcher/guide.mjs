import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from './examples.mjs';
import { kasToken } from './tokens.mjs';

/**
 * What bin/start prints when everything runs: one pasteable line for each example, everything else as a comment of the
 * shell.
 * @param {{ dataDir: string, localUrl: string, localName: string, operatorPort: number, workerPort: number }} place
 */
export function guide({ dataDir, localUrl, localName, operatorPort, workerPort }) {
  const demo = readDemo(dataDir);
  return [
    ...(demo
      ? callsWith(demo, `${localUrl}/api/v4`)
      : ['# The database has users of its own: no demo data, no example calls.']),
    '',
    `# API: ${localUrl}   secrets: ${dataDir}   logs: ${join(dataDir, 'log')}`,
    `# Probes and metrics: http://${localName}:${operatorPort}/-/metrics   of the worker: http://${localName}:${workerPort}/-/metrics`,
    `# Pages: http://${localName}:${operatorPort}/-/openapi   http://${localName}:${workerPort}/-/queues (any name, the admin token as password)`,
    '# Ctrl-C stops everything.',
  ].join('\n');
}

function callsWith(demo, api) {
  const values = {
    api,
    'shell secret': Buffer.from(demo.shell_secret).toString('base64'),
    'kas token': kasToken(demo.kas_secret),
    'agent token': demo.agent_token,
    'admin token': demo.admin_token,
    // OpenSSH passes the middle part of a public-key line.
    key: encodeURIComponent(demo.authorized_key.split(' ')[1]),
  };
  return examples.flatMap(({ name, curl }) => ['', `# ${name}`, curl.replace(/<([a-z ]+)>/g, (_, key) => values[key])]);
}

function readDemo(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
