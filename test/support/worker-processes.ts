import { execFileSync } from 'node:child_process';
import type { ServiceProcess } from './service-process.js';

/** The processes that serve the port of one, the oldest first; those that have ended do not count. */
export function workersOf({ pid: parent }: Pick<ServiceProcess, 'pid'>): number[] {
  const told = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' });
  return told
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/) as [string, string, string])
    .filter(([, of, state]) => Number(of) === parent && !state.startsWith('Z'))
    .map(([pid]) => Number(pid))
    .toSorted((a, b) => a - b);
}
