/** Another worker owns the run now, or a person's decision took it. Whoever sees this stops without a trace. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError' as const;

  constructor(runId: number) {
    super(`The lease on run ${runId} is lost`);
  }
}
