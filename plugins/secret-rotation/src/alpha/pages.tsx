import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { RiKey2Line } from '@remixicon/react';
import { rootRouteRef, runRouteRef } from '../routes';

/** All secrets; its title and icon make the entry in the navigation. @internal */
export const overviewPage = PageBlueprint.make({
  params: {
    path: '/secret-rotation',
    routeRef: rootRouteRef,
    title: 'Secrets',
    icon: <RiKey2Line />,
    loader: () =>
      import('../components/OverviewPage').then(m => <m.OverviewPage />),
  },
});

/** One run. @internal */
export const runPage = PageBlueprint.make({
  name: 'run',
  params: {
    path: '/secret-rotation/runs/:runId',
    routeRef: runRouteRef,
    loader: () => import('../components/RunPage').then(m => <m.RunPage />),
  },
});
