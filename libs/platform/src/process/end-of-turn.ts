import { AsyncResource } from 'node:async_hooks';

let tasks: (() => void)[] = [];
/** Nobody's context: else a row would run in that of whoever put off its first task. */
const scope = new AsyncResource('EndOfTurn');

/**
 * Runs `task` when this turn of the event loop has served all input that was there, after what was put off before it.
 * Under load that is one step of many requests in a row, which costs the processor a good part less than each step by
 * itself (docs/performance.md). A task runs in nobody's context, and brings its own.
 */
export function atEndOfTurn(task: () => void): void {
  if (tasks.push(task) === 1) runLater();
}

function runTasks(): void {
  let done = 0;
  try {
    // What a task puts off runs at the end of this same row.
    for (const task of tasks) {
      done += 1;
      task();
    }
  } finally {
    tasks = tasks.slice(done);
    if (tasks.length > 0) runLater();
  }
}

const runLater = (): void => void scope.runInAsyncScope(setImmediate, undefined, runTasks);
