import type { Revision, Service } from '../client/resources';

/** What Cloud Run gives a request where a revision does not say it. */
const DEFAULT_TIMEOUT_S = 300;

/** Since when requests reach what they reach now, by Google's clock. Pure. @internal */
export function servingSince(
  { terminalCondition }: Service,
  serving: readonly Revision[],
): Date | undefined {
  const times = [
    terminalCondition?.lastTransitionTime,
    ...serving.map(each => each.createTime),
  ].map(each => Date.parse(each ?? ''));
  return times.some(Number.isNaN) ? undefined : new Date(Math.max(...times));
}

/** Whether every request that the revisions before had taken must have ended. Pure. @internal */
export function isDrained(
  service: Service,
  serving: readonly Revision[],
  now: Date,
): boolean {
  const since = servingSince(service, serving);
  if (since === undefined) return false;
  const seconds = Math.max(
    ...serving.map(({ timeout = `${DEFAULT_TIMEOUT_S}s` }) =>
      Number(timeout.replace(/s$/, '')),
    ),
  );
  return now.getTime() - since.getTime() >= seconds * 1000;
}
