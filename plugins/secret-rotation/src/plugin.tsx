import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from './api';
import { rootRouteRef, runRouteRef } from './routes';

/** Keyturn for apps on the legacy frontend system: a thin layer over the same components. @public */
export const secretRotationPlugin = createPlugin({
  id: 'secret-rotation',
  routes: { root: rootRouteRef, run: runRouteRef },
  apis: [
    createApiFactory({
      api: secretRotationApiRef,
      deps: { discovery: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discovery, fetchApi }) =>
        new SecretRotationClient({ discovery, fetch: fetchApi.fetch }),
    }),
  ],
});

/** All secrets, worst first. Mount it at `/secret-rotation`. @public */
export const SecretRotationPage: () => JSX.Element =
  secretRotationPlugin.provide(
    createRoutableExtension({
      name: 'SecretRotationPage',
      component: () =>
        import('./components/OverviewPage').then(m => m.OverviewPage),
      mountPoint: rootRouteRef,
    }),
  );

/** One run. Mount it at `/secret-rotation/runs/:runId`. @public */
export const SecretRotationRunPage: () => JSX.Element =
  secretRotationPlugin.provide(
    createRoutableExtension({
      name: 'SecretRotationRunPage',
      component: () => import('./components/RunPage').then(m => m.RunPage),
      mountPoint: runRouteRef,
    }),
  );

/** The tab of a secret. Mount it as the entity route `/rotation`. @public */
export const EntityRotationContent: () => JSX.Element =
  secretRotationPlugin.provide(
    createComponentExtension({
      name: 'EntityRotationContent',
      component: {
        lazy: () => import('./components/RotationTab').then(m => m.RotationTab),
      },
    }),
  );

/** The card of a secret. @public */
export const EntityRotationCard: () => JSX.Element =
  secretRotationPlugin.provide(
    createComponentExtension({
      name: 'EntityRotationCard',
      component: {
        lazy: () =>
          import('./components/RotationCard').then(m => m.RotationCard),
      },
    }),
  );

/** The card of a component: the secrets that it depends on. @public */
export const EntitySecretsCard: () => JSX.Element =
  secretRotationPlugin.provide(
    createComponentExtension({
      name: 'EntitySecretsCard',
      component: {
        lazy: () => import('./components/SecretsCard').then(m => m.SecretsCard),
      },
    }),
  );
