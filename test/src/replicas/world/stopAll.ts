/** Ends what was started, the last first. A repeat does nothing. */
export async function stopAll(
  stops: Array<() => Promise<void>>,
): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}
