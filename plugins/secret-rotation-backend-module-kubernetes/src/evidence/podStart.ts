import type { V1Pod } from '@kubernetes/client-node';

/** When a pod started, or when the last of its containers that had ended started again. Pure. @internal */
export function podStart({ status }: V1Pod): Date | undefined {
  const again = (status?.containerStatuses ?? [])
    .filter(({ restartCount }) => restartCount > 0)
    .flatMap(({ state }) => state?.running?.startedAt ?? []);
  return [...again, ...(status?.startTime ? [status.startTime] : [])].reduce<
    Date | undefined
  >(
    (last, each) => (last === undefined || each > last ? each : last),
    undefined,
  );
}
