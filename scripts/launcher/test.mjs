import { spawn } from 'node:child_process';
import { report, say } from './failure.mjs';
import { installPackages } from './install-packages.mjs';
import { installPrograms } from './install-programs.mjs';
import { root } from './settings.mjs';

/**
 * bin/test: with no arguments every check, Jest last, so that its summary ends the output; with arguments Jest alone,
 * with these. A check that fails does not hide what the later ones find.
 */
const checks = [
  ['format', ['run', '--silent', 'format:check']],
  ['lint', ['run', '--silent', 'lint']],
  ['types', ['run', '--silent', 'typecheck']],
];
const jest = (args) => ['run', '--silent', 'jest', '--', ...args];

const running = new Set();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true;
    for (const child of running) child.kill(signal);
  });
}

async function main(args) {
  await installPrograms(['redis', 'git', 'openssl', 'sshd']);
  await installPackages();
  if (args.length > 0) return (await npm(jest(args), 'inherit')).passed ? 0 : 1;

  const failed = [];
  // Side by side, for none of them keeps two cores busy; told one after another.
  const results = checks.map(([name, command]) => [name, npm(command, 'pipe')]);
  for (const [name, result] of results) {
    const { passed, output } = await result;
    say(`== ${name}: ${passed ? 'ok' : 'failed'}`);
    if (!passed) {
      process.stderr.write(output);
      failed.push(name);
    }
  }
  say('== tests');
  const { passed } = await npm(jest(['--selectProjects', 'unit', 'e2e']), 'inherit');
  if (!passed) failed.push('tests');
  if (failed.length > 0) say(`Failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

/** Runs npm to its end: whether it succeeded, and what it printed unless that went to the terminal. */
function npm(args, output) {
  if (stopping) process.exit(1);
  const child = spawn('npm', args, { cwd: root, stdio: ['inherit', output, output] });
  running.add(child);
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      if (stopping) process.exit(1);
      resolve({ passed: code === 0, output: Buffer.concat(chunks) });
    });
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}
