import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiKey2Line } from '@remixicon/react';
import { rootRouteRef, runRouteRef } from '../routes';
import { secretRotationApi } from './apis';
import { overviewPage, runPage } from './pages';
import { rotationCard, rotationContent, secretsCard } from './entity';

/** Keyturn in the portal. @public */
export default createFrontendPlugin({
  pluginId: 'secret-rotation',
  title: 'Secret rotation',
  icon: <RiKey2Line />,
  info: { packageJson: () => import('../../package.json') },
  routes: { root: rootRouteRef, run: runRouteRef },
  extensions: [
    secretRotationApi,
    overviewPage,
    runPage,
    rotationCard,
    secretsCard,
    rotationContent,
  ],
});
