import { AsyncResource } from 'node:async_hooks';
import type { Server } from 'node:net';

/** Turns that tasks wait for connections which are still coming in. */
const MOST_TURNS = 16;

let tasks: (() => void)[] = [];
let turnsWaited = 0;
let connectionCame = false;
/** Nobody's context: else a row would run in that of whoever put off its first task. */
const scope = new AsyncResource('EndOfTurn');

/**
 * Runs `task` when this turn of the event loop, or a later one while connections come (`awaitConnections`), has served all
 * input that was there, after what was put off before it. Under load that is one step of many requests in a row, which
 * costs the processor a good part less than each step by itself (docs/performance.md). A task runs in nobody's context, and
 * brings its own.
 */
export function atEndOfTurn(task: () => void): void {
  if (tasks.push(task) === 1) runLater();
}

/**
 * Lets tasks wait for the connections that queue at `server`. Node takes one of them in a turn, however many there are
 * (libuv 1.45 and later), so without this each row would hold the step of a single new connection.
 */
export function awaitConnections(server: Server): void {
  server.on('connection', () => {
    connectionCame = true;
  });
}

function endTurn(): void {
  if (connectionCame && turnsWaited < MOST_TURNS) {
    connectionCame = false;
    turnsWaited += 1;
    return runLater();
  }
  connectionCame = false;
  turnsWaited = 0;
  runTasks();
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

const runLater = (): void => void scope.runInAsyncScope(setImmediate, undefined, endTurn);
