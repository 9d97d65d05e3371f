/** Runs an action once for each call, never twice at a time. */
export function inTurn(action: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    // A failed turn is its own caller's to report; the next one still runs.
    last = last.then(action, action);
    return last;
  };
}
