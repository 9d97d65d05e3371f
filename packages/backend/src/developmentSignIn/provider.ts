import type { UserEntity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
  type AuthProviderFactory,
} from '@backstage/plugin-auth-node';

/**
 * The request header that names the person, as an entity ref. The app's sign-in page sends it. A header, not a
 * query parameter: a page of another origin cannot send it without being asked by CORS first.
 */
const DEVELOPMENT_USER_HEADER = 'x-development-user';

/** A person that the sign-in page offers. */
interface DevelopmentUser {
  entityRef: string;
}

/**
 * Lets the caller be any of the users under `auth.providers.development.users`, without a password.
 * Any environment but `development` refuses everybody, whatever app-config says.
 */
export function createDevelopmentProviderFactory(options: {
  environment: string | undefined;
}): AuthProviderFactory {
  const authenticator = createProxyAuthenticator<
    ReadonlySet<string>,
    DevelopmentUser,
    undefined
  >({
    async defaultProfileTransform({ entityRef }, context) {
      const { entity } = await context.findCatalogUser({ entityRef });
      const { profile } = (entity as UserEntity).spec;
      return {
        profile: {
          displayName: profile?.displayName ?? entity.metadata.name,
          email: profile?.email,
        },
      };
    },
    initialize({ config }) {
      const users = config.getOptionalConfigArray('users') ?? [];
      return new Set(users.map(user => user.getString('entityRef')));
    },
    async authenticate({ req }, offered) {
      if (options.environment !== 'development') {
        throw new NotAllowedError(
          'Sign-in without a password works only with NODE_ENV=development',
        );
      }
      const entityRef = req.header(DEVELOPMENT_USER_HEADER);
      if (!entityRef || !offered.has(entityRef)) {
        throw new NotAllowedError(
          'Not a user of auth.providers.development.users',
        );
      }
      return { result: { entityRef } };
    },
  });

  return createProxyAuthProviderFactory<DevelopmentUser>({
    authenticator,
    signInResolver: ({ result }, context) =>
      context.signInWithCatalogUser({ entityRef: result.entityRef }),
  });
}
