import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  Decision,
  SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';
import { LIVE } from './keys';

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [LIVE] });
}

/** Answers a run: check again, roll back or cancel. @internal */
export function useDecide(runId: number, decision: Decision) {
  const api = useApi(secretRotationApiRef);
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (reason: string) => {
      switch (decision) {
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
