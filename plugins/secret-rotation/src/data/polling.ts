/** How often to look while something moves, and while nothing does. Signals come sooner. @internal */
export function pollInterval(somethingOpen: boolean): number {
  return somethingOpen ? 2_000 : 30_000;
}
