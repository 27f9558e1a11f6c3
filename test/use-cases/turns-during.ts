/** What comes of the work, and how often whatever else waits in the process had its turn meanwhile. */
export async function turnsDuring<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
  let turns = 0;
  let waiting = setImmediate(takeTurn);
  function takeTurn() {
    turns += 1;
    waiting = setImmediate(takeTurn);
  }
  try {
    return { result: await work(), turns };
  } finally {
    clearImmediate(waiting);
  }
}
