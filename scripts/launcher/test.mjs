import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

let child;
let stoppedBy;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy = signal;
    child?.kill(signal);
  });
}

async function main(args) {
  await installPrograms(['redis', 'git', 'sshd']);
  await installPackages();
  if (args.length > 0) return (await passes(jest(args))) ? 0 : 1;

  const failed = [];
  for (const [name, command] of checks) {
    say(`== ${name}`);
    if (!(await passes(command))) failed.push(name);
  }
  say('== tests');
  if (!(await passes(jest(['--selectProjects', 'unit', 'e2e', 'faults'])))) failed.push('tests');
  if (failed.length > 0) say(`Failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

async function passes(npmArguments) {
  if (stoppedBy) process.exit(1);
  child = spawn('npm', npmArguments, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (stoppedBy) process.exit(1);
  return code === 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}
