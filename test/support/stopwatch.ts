/** Milliseconds between two looks at the clock, and the most of them that count: the rest the process was not let run. */
const BEAT = 20;
const LONGEST_BEAT = 50;

/**
 * Milliseconds that work took since now, for upper bounds: what it waited or what this process's processors did meanwhile,
 * whichever is more, and never more than the clock on the wall says. That one goes on while a shared machine stands still
 * for seconds; neither of these does.
 */
export function stopwatch(): () => number {
  const begin = performance.now();
  const before = process.cpuUsage();
  let waited = 0;
  let last = begin;
  const beat = () => {
    const now = performance.now();
    waited += Math.min(now - last, LONGEST_BEAT);
    last = now;
  };
  const beats = setInterval(beat, BEAT).unref();
  return () => {
    clearInterval(beats);
    beat();
    const { user, system } = process.cpuUsage(before);
    return Math.min(performance.now() - begin, Math.max(waited, (user + system) / 1_000));
  };
}
