import { launch } from './launch.mjs';
import { Failure, report, say, Stopped } from './failure.mjs';

/** bin/start: see launch.mjs for what happens; here stand the signals and the exit code. */
const stop = new AbortController();
const hurry = new AbortController();
let stopping;

function onSignal() {
  if (stop.signal.aborted) {
    hurry.abort();
    return;
  }
  say('\nStopping …');
  stop.abort();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
// Whoever read our output may be gone (`bin/start | head`): what it started must still be stopped in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => finish(error));

const started = [];

/** Stops what was started, the last first, and ends this process. */
function finish(error) {
  stopping ??= (async () => {
    let code = error === undefined || error instanceof Stopped ? 0 : 1;
    stop.abort();
    for (const one of started.toReversed()) {
      try {
        await one.stop(hurry.signal);
      } catch (fault) {
        report(new Failure(`${one.name} could not be stopped: ${fault.message}`));
        code = 1;
      }
    }
    // Last, so that the reason is the last thing to be read.
    if (error !== undefined && !(error instanceof Stopped)) code = report(error);
    process.exit(code);
  })();
  return stopping;
}

try {
  await launch(process.env, started, stop.signal);
  await finish();
} catch (error) {
  await finish(error);
}
