import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';

/** The groups and the user that the signed-in person acts as. Empty until known. @internal */
export function useMyRefs(): readonly string[] {
  const identity = useApi(identityApiRef);
  const { data } = useQuery({
    queryKey: ['secret-rotation-identity'],
    queryFn: async () =>
      (await identity.getBackstageIdentity()).ownershipEntityRefs,
    staleTime: Infinity,
  });
  return data ?? [];
}
