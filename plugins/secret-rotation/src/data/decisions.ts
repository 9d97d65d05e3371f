import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  Decision,
  Run,
  SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';
import { LIVE } from './keys';

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [LIVE] });
}

/** Answers a run, as the reader looked at it. @internal */
export function useDecide(run: Run, decision: Decision) {
  const { id: runId, turn } = run;
  const api = useApi(secretRotationApiRef);
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (reason: string) => {
      switch (decision) {
        case 'complete':
          return api.completeRun(runId, {
            reason,
            step: run.step,
            version: turn.task?.found?.version ?? turn.task?.writes,
            confirms: turn.task?.confirms,
          });
        case 'adopt':
          return api.adoptRun(runId, reason);
        case 'retry':
          return api.retryRun(runId, reason);
        case 'release':
          return api.releaseRun(runId, {
            reason,
            consumers: turn.consumers ?? [],
          });
        case 'recheck':
          return api.recheckRun(runId, reason);
        case 'rollback':
          return api.rollbackRun(runId, reason);
        case 'cancel':
          return api.cancelRun(runId, reason);
        default:
          throw new Error(`Unknown decision ${decision satisfies never}`);
      }
    },
    // Also after a refusal: what was offered may have just become impossible.
    onSettled: refresh,
  });
}

/** Allows Keyturn to act on the binding that the page shows. @internal */
export function useEnrol(secret: SecretName & { bindingDigest: string }) {
  const api = useApi(secretRotationApiRef);
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (reason: string) =>
      api.enrol(secret, { reason, bindingDigest: secret.bindingDigest }),
    onSettled: refresh,
  });
}
