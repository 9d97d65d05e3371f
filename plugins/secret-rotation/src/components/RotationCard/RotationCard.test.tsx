import { screen } from '@testing-library/react';
import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import {
  blockedRunAt,
  refusedRunAt,
  succeededRunAt,
} from '../../__testUtils__/runs';
import { detailAt, inRunAt } from '../../__testUtils__/secrets';
import { momentsFrom } from '../../__testUtils__/world';
import { RotationCard } from './RotationCard';

const at = momentsFrom(Date.now());

describe('RotationCard', () => {
  it('shows age against policy, what comes next and the last run', async () => {
    const lastRun = succeededRunAt(at);
    renderPortal(<RotationCard />, {
      api: new RecordedApi({
        secrets: [detailAt(at, { lastRun })],
        runs: [lastRun],
      }),
    });

    expect(
      await screen.findByRole('img', { name: '10 days old, limit 30 d' }),
    ).toBeInTheDocument();
    expect(screen.getByText('v42, current')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'R-2041' })).toHaveAttribute(
      'href',
      '/secret-rotation/runs/2041',
    );
    expect(
      screen.getByRole('button', { name: 'Rotate now…' }),
    ).toBeInTheDocument();
  });

  it('says in one line why the last run was refused', async () => {
    const lastRun = refusedRunAt(at);
    renderPortal(<RotationCard />, {
      api: new RecordedApi({
        secrets: [detailAt(at, { lastRun })],
        runs: [lastRun],
      }),
    });

    expect(await screen.findByText(lastRun.result ?? '')).toBeInTheDocument();
  });

  it('asks the owner of a blocked run to answer, and nobody else', async () => {
    const api = () =>
      new RecordedApi({
        secrets: [inRunAt(at, blockedRunAt(at))],
        runs: [blockedRunAt(at)],
      });
    const { unmount } = renderPortal(<RotationCard />, { api: api() });
    expect(
      await screen.findByRole('link', { name: 'Answer' }),
    ).toBeInTheDocument();
    unmount();

    renderPortal(<RotationCard />, {
      api: api(),
      ownershipEntityRefs: ['user:default/vera'],
    });
    expect(
      await screen.findByText('The turn of team-payments.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Answer' })).toBeNull();
  });

  it('says that the reader may not see the state', async () => {
    const api = new RecordedApi();
    api.failure = new SecretRotationApiError(403, {
      name: 'NotAllowedError',
      message: 'no',
    });
    renderPortal(<RotationCard />, { api });

    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
