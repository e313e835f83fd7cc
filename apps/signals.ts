import type { Signals, StopSignal } from '@app/platform';
import cluster from 'node:cluster';

const SIGNALS: readonly StopSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Makes the signals of a service. It stands outside the libraries because loading them is most of a start, and nothing of
 * them is loaded here: for process number 1, as in a container, the kernel discards a signal until it has a handler.
 *
 * SIGHUP is one of them: no process reads its settings anew, so one that is alone ends in order, and is started again by
 * whoever started it. A worker of `WEB_CONCURRENCY` leaves SIGHUP, which a terminal sends to all its processes, to the
 * process that supervises it.
 */
export function takeSignals(): Signals {
  // Until something is served, there is nothing to end in order.
  let act = (_signal: StopSignal): void => process.exit(0);
  for (const signal of SIGNALS) {
    const isOthers = signal === 'SIGHUP' && cluster.isWorker;
    process.on(signal, () => (isOthers ? undefined : act(signal)));
  }
  return { answerWith: (other) => (act = other) };
}
