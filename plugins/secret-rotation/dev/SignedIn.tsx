import { useEffect } from 'react';
import type { SignInPageProps } from '@backstage/plugin-app-react';

/** The dev page has one user: an owner of the payments secrets. */
export function SignedIn({ onSignInSuccess }: SignInPageProps) {
  useEffect(() => {
    onSignInSuccess({
      getProfileInfo: async () => ({ displayName: 'Ana Ruiz' }),
      getBackstageIdentity: async () => ({
        type: 'user',
        userEntityRef: 'user:default/ana',
        ownershipEntityRefs: [
          'user:default/ana',
          'group:default/team-payments',
        ],
      }),
      getCredentials: async () => ({}),
      signOut: async () => undefined,
    });
  }, [onSignInSuccess]);
  return null;
}
