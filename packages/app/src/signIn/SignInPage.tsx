import { ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { useCallback, useState } from 'react';
import { rememberedUser } from './rememberedUser';
import { SignInFailed } from './SignInFailed';
import { UserChoice, type OfferedUser } from './UserChoice';

function useOfferedUsers(): OfferedUser[] {
  const users =
    useApi(configApiRef).getOptionalConfigArray(
      'auth.providers.development.users',
    ) ?? [];
  return users.map(user => ({
    entityRef: user.getString('entityRef'),
    title: user.getString('title'),
    description: user.getString('description'),
  }));
}

function forgettingAtSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: () => {
      rememberedUser.forget();
      return identity.signOut();
    },
  };
}

/** Asks which of the example's persons to be, then signs in without a password. The backend allows it in development alone. */
export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const users = useOfferedUsers();
  const [chosen, setChosen] = useState(rememberedUser.get);
  const user = users.find(({ entityRef }) => entityRef === chosen);

  const askAgain = useCallback(() => {
    rememberedUser.forget();
    setChosen(undefined);
  }, []);
  const Failed = useCallback(
    ({ error }: { error?: Error }) => (
      <SignInFailed error={error} onAskAgain={askAgain} />
    ),
    [askAgain],
  );

  if (!user) {
    return <UserChoice users={users} onChoose={setChosen} />;
  }
  return (
    <ProxiedSignInPage
      provider="development"
      // The backend's provider reads the same header.
      headers={{ 'x-development-user': user.entityRef }}
      onSignInSuccess={identity => {
        rememberedUser.set(user.entityRef);
        onSignInSuccess(forgettingAtSignOut(identity));
      }}
      ErrorComponent={Failed}
    />
  );
}
