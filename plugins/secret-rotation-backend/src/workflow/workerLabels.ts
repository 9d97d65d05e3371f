/**
 * Which workers may carry a run. A store, rotator or consumer entry may say by which labels a worker must be known to
 * reach it; a run needs the labels of all that it touches.
 */

/** The labels that a run needs, each once, in a fixed order. */
export function labelsNeeded(
  parts: ReadonlyArray<{ readonly workerLabels: readonly string[] }>,
): string[] {
  return [...new Set(parts.flatMap(part => part.workerLabels))].sort();
}

/** Whether a worker with these labels may carry what needs those. */
export function mayCarry(
  labels: readonly string[],
  needs: readonly string[],
): boolean {
  return needs.every(need => labels.includes(need));
}

/**
 * Why nobody works on an open run that needs labels, in words.
 * @returns nothing while a worker has it or before it is due
 */
export function waitsForWorker(
  run: {
    readonly needs: readonly string[];
    readonly nextAt?: number;
    readonly closedAt?: number;
  },
  now: number,
): string | undefined {
  const isDue = run.nextAt !== undefined && run.nextAt <= now;
  if (!isDue || run.closedAt !== undefined || run.needs.length === 0)
    return undefined;
  return `waits for a worker labelled ${run.needs.join(' and ')}`;
}
