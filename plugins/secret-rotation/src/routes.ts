import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';

/** The overview of all secrets. @public */
export const rootRouteRef = createRouteRef({ id: 'secret-rotation' });

/** The page of one run. @public */
export const runRouteRef = createRouteRef({
  id: 'secret-rotation/run',
  params: ['runId'],
});

/** The "Rotation" tab on the page of a secret. @public */
export const rotationTabRouteRef = createSubRouteRef({
  id: 'secret-rotation/entity-tab',
  parent: entityRouteRef,
  path: '/rotation',
});
