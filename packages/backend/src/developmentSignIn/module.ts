import { createBackendModule } from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { createDevelopmentProviderFactory } from './provider';

/** Adds the auth provider `development`, by which the example's sign-in page becomes one of its persons. */
export const developmentSignIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'development-provider',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'development',
          factory: createDevelopmentProviderFactory({
            environment: process.env.NODE_ENV,
          }),
        });
      },
    });
  },
});
