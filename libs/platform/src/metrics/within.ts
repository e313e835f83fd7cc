/** Milliseconds that one question to a store may hold up a scrape: a monitor must see the rest when a store hangs. */
const PATIENCE = 1_000;

/** What was asked for; undefined when it does not come in time, or not at all. */
export async function within<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE)));
  try {
    return await Promise.race([answer, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
