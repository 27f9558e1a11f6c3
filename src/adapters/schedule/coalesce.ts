/** A worker that runs at once when kicked, never twice at a time, and once more when it was kicked meanwhile. Failures go to `onError`. */
export function coalesced(
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): { kick(): void; idle(): Promise<void> } {
  let again = false;
  let running: Promise<void> | undefined;
  const loop = async (): Promise<void> => {
    do {
      again = false;
      await work().catch(onError);
    } while (again);
    running = undefined;
  };
  return {
    kick() {
      if (running) again = true;
      else running = loop();
    },
    idle: async () => running,
  };
}
