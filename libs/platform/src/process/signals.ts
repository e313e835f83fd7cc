export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** The signals that tell a service to stop. */
export interface Signals {
  /** From now on each of them is answered by `act`; until then it ends the process. */
  answerWith(act: (signal: StopSignal) => void): void;
}
