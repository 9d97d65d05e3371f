import { useApi } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  SecretFilter,
  SecretName,
  UnmanagedFilter,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';
import { queryKeys } from './keys';
import { pollInterval } from './polling';

/** One secret with its versions and consumers. @internal */
export function useSecret(secret: SecretName) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.secret(secret),
    queryFn: () => api.getSecret(secret),
    refetchInterval: query => pollInterval(Boolean(query.state.data?.openRun)),
  });
}

/** The secrets that an entity depends on, worst first. @internal */
export function useEntitySecrets(entityRef: string) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.entitySecrets(entityRef),
    queryFn: () => api.listEntitySecrets(parseEntityRef(entityRef)),
    refetchInterval: query =>
      pollInterval(query.state.data?.items.some(s => s.openRun) ?? false),
  });
}

/** One page of the secrets that match, filtered and ordered by the backend. @internal */
export function useSecretPage(filter: SecretFilter) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.secrets(filter),
    queryFn: () => api.listSecrets(filter),
    placeholderData: keepPreviousData,
    refetchInterval: query =>
      pollInterval(query.state.data?.items.some(s => s.openRun) ?? false),
  });
}

/** One page of what nobody manages, filtered and ordered by the backend. @internal */
export function useUnmanagedPage(filter: UnmanagedFilter) {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.unmanaged(filter),
    queryFn: () => api.listUnmanaged(filter),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Names and problems of what the operator configured. @internal */
export function useConfiguration() {
  const api = useApi(secretRotationApiRef);
  return useQuery({
    queryKey: queryKeys.configuration(),
    queryFn: () => api.getConfiguration(),
    staleTime: 60_000,
  });
}
