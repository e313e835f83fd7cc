import { AsyncResource } from 'node:async_hooks';
import type { Server } from 'node:net';

/** Turns that tasks wait for connections which are still coming in. */
const MOST_TURNS = 16;

let tasks: (() => void)[] = [];
let connectionCame = false;
let turnsWaited = 0;
let endAwaited = false;
/** Nobody's context: else a row would run in that of whoever put off its first task. */
const scope = new AsyncResource('EndOfTurn');

/**
 * Runs `task` when this turn of the event loop, or a later one while connections come (`awaitConnections`), has served all
 * input that was there, after what was put off before it. Under load that is one step of many requests in a row, which
 * costs the processor a good part less than each step by itself (docs/performance.md). A task runs in nobody's context, and
 * brings its own.
 */
export function atEndOfTurn(task: () => void): void {
  tasks.push(task);
  awaitEnd();
}

/**
 * Lets tasks wait for the connections that queue at `server`. Node takes one of them in a turn, however many there are
 * (libuv 1.45 and later), so without this each row would hold the step of a single new connection.
 */
export function awaitConnections(server: Server): void {
  server.on('connection', () => {
    connectionCame = true;
    awaitEnd();
  });
}

function awaitEnd(): void {
  if (endAwaited) return;
  endAwaited = true;
  scope.runInAsyncScope(setImmediate, undefined, endTurn);
}

function endTurn(): void {
  endAwaited = false;
  const wait = connectionCame && tasks.length > 0 && turnsWaited < MOST_TURNS;
  connectionCame = false;
  turnsWaited = wait ? turnsWaited + 1 : 0;
  if (wait) awaitEnd();
  else runTasks();
}

function runTasks(): void {
  let done = 0;
  // What a task puts off runs at the end of this same row.
  endAwaited = true;
  try {
    for (const task of tasks) {
      done += 1;
      task();
    }
  } finally {
    endAwaited = false;
    tasks = tasks.slice(done);
    if (tasks.length > 0) awaitEnd();
  }
}
