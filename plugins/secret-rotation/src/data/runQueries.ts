import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  isOpen,
  type SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';
import { queryKeys } from './keys';
import { pollInterval } from './polling';

/** One run with its attempts, consumers and gates; nothing is read without a number. @internal */
export function useRun(runId: number | undefined) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.run(runId ?? 0),
    queryFn: () => api.getRun(runId ?? 0),
    enabled: runId !== undefined,
    refetchInterval: query =>
      pollInterval(query.state.data ? isOpen(query.state.data.state) : false),
  });
}

/** Runs of a secret, newest first, page after page. @internal */
export function useRuns(secret: SecretName) {
  const api = useApi(secretRotationApiRef);
  return useInfiniteQuery({
    queryKey: queryKeys.runs(secret),
    queryFn: ({ pageParam }) =>
      api.listRuns(secret, { cursor: pageParam, limit: 10 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.nextCursor,
  });
}

/** The audit trail of a run, oldest first, page after page. @internal */
export function useRunEvents(runId: number) {
  const api = useApi(secretRotationApiRef);
  return useInfiniteQuery({
    queryKey: queryKeys.runEvents(runId),
    queryFn: ({ pageParam }) =>
      api.listRunEvents(runId, { cursor: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.nextCursor,
  });
}
