import { Route, Routes } from 'react-router-dom';
import { screen } from '@testing-library/react';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { RecordedApi } from './__testUtils__/RecordedApi';
import { SECRET_ENTITY } from './__testUtils__/renderPortal';
import { blockedRunAt, waitingRunAt } from './__testUtils__/runs';
import { inRunAt, listedAt } from './__testUtils__/secrets';
import { momentsFrom } from './__testUtils__/world';
import {
  EntityRotationContent,
  rootRouteRef,
  runRouteRef,
  secretRotationApiRef,
  SecretRotationPage,
  secretRotationPlugin,
} from './index';

const at = momentsFrom(Date.now());

const mountedRoutes = {
  '/secret-rotation/runs/:runId': runRouteRef,
  '/catalog/:namespace/:kind/:name': entityRouteRef,
};

describe('the plugin on the legacy frontend system', () => {
  it('brings its own client of the backend', () => {
    const [factory] = secretRotationPlugin.getApis();
    expect(factory.api).toBe(secretRotationApiRef);
  });

  it('shows the same overview, with the same links', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [
            secretRotationApiRef,
            new RecordedApi({ listed: listedAt(at, blockedRunAt(at)) }),
          ],
        ]}
      >
        <Routes>
          <Route path="/secret-rotation" element={<SecretRotationPage />} />
        </Routes>
      </TestApiProvider>,
      { mountedRoutes, routeEntries: ['/secret-rotation'] },
    );

    expect(
      await screen.findByRole('link', { name: 'idp-signing' }),
    ).toHaveAttribute('href', '/catalog/default/resource/idp-signing/rotation');
  });

  it('shows the same tab on a secret', async () => {
    const run = waitingRunAt(at);
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [
            secretRotationApiRef,
            new RecordedApi({ secrets: [inRunAt(at, run)], runs: [run] }),
          ],
        ]}
      >
        <EntityProvider entity={SECRET_ENTITY}>
          <EntityRotationContent />
        </EntityProvider>
      </TestApiProvider>,
      { mountedRoutes: { ...mountedRoutes, '/secret-rotation': rootRouteRef } },
    );

    expect(await screen.findByRole('timer')).toBeInTheDocument();
    const [runLink] = await screen.findAllByRole('link', { name: 'R-2041' });
    expect(runLink).toHaveAttribute('href', '/secret-rotation/runs/2041');
  });
});
