let end: Promise<void> | undefined;

/** Resolves when this turn of the event loop has served all input that was there: the same promise for all who ask. */
export function endOfTurn(): Promise<void> {
  end ??= new Promise((resolve) => {
    setImmediate(() => {
      end = undefined;
      resolve();
    });
  });
  return end;
}
