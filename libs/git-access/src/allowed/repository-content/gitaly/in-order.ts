/** Calls of one kind that run at the same time. */
const AT_ONCE = 4;

/**
 * Asks about each item, few at a time and in their order, until one is answered with no: what comes behind it does not
 * matter, because the first refusal decides.
 */
export async function untilFirstNo<Item>(
  items: readonly Item[],
  ask: (item: Item) => Promise<boolean>,
): Promise<ReadonlyMap<Item, boolean>> {
  const answers = new Map<Item, boolean>();
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const some = items.slice(start, start + AT_ONCE);
    const given = await Promise.all(some.map(ask));
    for (const [index, item] of some.entries()) answers.set(item, given[index] === true);
    if (given.includes(false)) break;
  }
  return answers;
}

/** The items in lists of so many. */
export function* inParts<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
