import type { ReactElement } from 'react';
import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import { useLocation } from 'react-router-dom';
import { secretRotationApiRef } from '../api';
import { rootRouteRef, runRouteRef } from '../routes';
import type { RecordedApi } from './RecordedApi';

/** The secret that most recordings are about. */
export const SECRET_ENTITY: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'payments-db-login', namespace: 'default' },
  spec: { type: 'secret', owner: 'team-payments' },
};

/** Signals that the test sends itself. */
export class ManualSignals implements SignalApi {
  readonly #listeners = new Map<string, ((message: object) => void)[]>();

  subscribe(channel: string, onMessage: (message: never) => void) {
    const listeners = this.#listeners.get(channel) ?? [];
    listeners.push(onMessage as (message: object) => void);
    this.#listeners.set(channel, listeners);
    return { unsubscribe: () => this.#listeners.delete(channel) };
  }

  send(channel: string, message: object) {
    this.#listeners.get(channel)?.forEach(listener => listener(message));
  }
}

function Address() {
  const { pathname, search } = useLocation();
  return <div data-testid="address">{`${pathname}${search}`}</div>;
}

/** Renders a surface as an owner of the payments secrets sees it, over recorded answers. */
export function renderPortal(
  element: ReactElement,
  options: {
    api: RecordedApi;
    entity?: Entity;
    ownershipEntityRefs?: string[];
    mountPath?: string;
    at?: string;
    signals?: ManualSignals;
  },
) {
  const { api, entity = SECRET_ENTITY, mountPath, at } = options;
  return renderInTestApp(
    <>
      <EntityProvider entity={entity}>{element}</EntityProvider>
      <Address />
    </>,
    {
      mountPath,
      initialRouteEntries: at ? [at] : undefined,
      mountedRoutes: {
        '/secret-rotation': rootRouteRef,
        '/secret-rotation/runs/:runId': runRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      apis: [
        [secretRotationApiRef, api],
        [signalApiRef, options.signals ?? new ManualSignals()],
        mockApis.identity({
          userEntityRef: 'user:default/ana',
          ownershipEntityRefs: options.ownershipEntityRefs ?? [
            'user:default/ana',
            'group:default/team-payments',
          ],
        }),
      ],
    },
  );
}
