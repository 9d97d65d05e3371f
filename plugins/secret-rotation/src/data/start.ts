import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  RunCause,
  RunOptions,
  SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';
import { LIVE } from './keys';

/** `crypto.randomUUID` exists on secure origins only; a portal on plain http must work too. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** What a start would do now. Computed anew each time it is asked for, because probes age. @internal */
export function usePlan(secret: SecretName, cause: RunCause) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: ['secret-rotation-plan', secret.namespace, secret.name, cause],
    queryFn: () => api.plan(secret, { cause }),
    // The form stays while another plan is computed.
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** Starts a run. One key for as long as the dialog is open: a repeated click never starts twice. @internal */
export function useStart(secret: SecretName) {
  const api = useApi(secretRotationApiRef);
  const client = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  return useMutation({
    mutationFn: (input: RunOptions & { reason: string }) =>
      api.startRun(secret, { ...input, idempotencyKey }),
    onSettled: () => client.invalidateQueries({ queryKey: [LIVE] }),
  });
}
