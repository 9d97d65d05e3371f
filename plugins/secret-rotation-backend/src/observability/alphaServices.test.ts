import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSpecializedBackend } from '@backstage/backend-app-api';
import {
  createServiceFactory,
  type ServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  metricsServiceRef,
  tracingServiceRef,
  type MetricsService,
  type TracingService,
} from '@backstage/backend-plugin-api/alpha';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { ObservationLog } from '../__testUtils__/ObservationLog';
import { secretRotationPlugin } from '../plugin';
import {
  optionalMetricsServiceRef,
  optionalTracingServiceRef,
} from './alphaServices';

jest.setTimeout(60_000);

const DOCUMENT = resolve(__dirname, '../../../../docs/operating.md');

/** A backend with the stable services alone: `startTestBackend` always adds the alpha ones. */
async function startBackend(more: ServiceFactory[]) {
  const backend = createSpecializedBackend({
    defaultServiceFactories: [
      mockServices.auditor.factory(),
      mockServices.auth.factory(),
      mockServices.database.factory(),
      mockServices.discovery.factory(),
      mockServices.events.factory(),
      mockServices.httpAuth.factory(),
      mockServices.httpRouter.mock().factory,
      mockServices.lifecycle.factory(),
      mockServices.logger.factory(),
      mockServices.permissions.mock().factory,
      mockServices.permissionsRegistry.factory(),
      mockServices.rootConfig.factory({
        data: { secretRotation: { fallbackOwner: 'group:default/platform' } },
      }),
      mockServices.rootLifecycle.factory(),
      mockServices.rootLogger.factory(),
      mockServices.scheduler.factory(),
      mockServices.userInfo.factory(),
      catalogServiceMock.factory({ entities: [] }),
      ...more,
    ],
  });
  backend.add(secretRotationPlugin);
  await backend.start();
  return backend;
}

describe('Backstage’s alpha services for metrics and traces', () => {
  it('have the ids by which they are asked for', () => {
    expect(optionalMetricsServiceRef.id).toBe(metricsServiceRef.id);
    expect(optionalTracingServiceRef.id).toBe(tracingServiceRef.id);
  });

  it('may be missing: the plugin starts all the same', async () => {
    const backend = await startBackend([]);
    await expect(backend.stop()).resolves.toBeUndefined();
  });

  it('are used where they are, for every metric that the page on operating lists, and for no other', async () => {
    const log = new ObservationLog();
    const backend = await startBackend([
      createServiceFactory({
        service: metricsServiceRef,
        deps: {},
        factory: () => log.metrics as MetricsService,
      }),
      createServiceFactory({
        service: tracingServiceRef,
        deps: {},
        factory: () => log.tracing as TracingService,
      }),
    ]);
    await log.collect();
    await backend.stop();
    expect(log.of('secret_rotation.secrets.overdue')).toMatchObject([
      { value: 0 },
    ]);
    const listed = readFileSync(DOCUMENT, 'utf8').matchAll(
      /^\| `(secret_rotation\.[a-z._]+)` +\| `([^`]+)` +\|/gm,
    );
    expect(
      [...listed].map(([, name, unit]) => `${name} ${unit}`).sort(),
    ).toEqual(
      [...log.instruments].map(([name, { unit }]) => `${name} ${unit}`).sort(),
    );
  });
});
