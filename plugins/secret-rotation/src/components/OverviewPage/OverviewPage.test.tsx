import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import { blockedRunAt } from '../../__testUtils__/runs';
import { listedAt } from '../../__testUtils__/secrets';
import { momentsFrom, secretAt } from '../../__testUtils__/world';
import { OverviewPage } from './OverviewPage';

const at = momentsFrom(Date.now());

function listedApi() {
  return new RecordedApi({ listed: listedAt(at, blockedRunAt(at)) });
}

describe('OverviewPage', () => {
  it('lists secrets in the order of the backend, each with its state in words', async () => {
    renderPortal(<OverviewPage />, { api: listedApi() });

    const table = await screen.findByRole('table', { name: 'Secrets' });
    const names = within(table)
      .getAllByRole('rowheader')
      .map(cell => within(cell).getByRole('link').textContent);
    expect(names.slice(0, 3)).toEqual([
      'idp-signing',
      'refund-webhook-key',
      'ledger-mysql',
    ]);
    expect(table).toHaveTextContent('Misconfigured');
    expect(
      within(table).getByRole('img', { name: '131 days old, limit 90 d' }),
    ).toBeInTheDocument();
    expect(
      within(table).getByRole('link', { name: 'idp-signing' }),
    ).toHaveAttribute('href', '/catalog/default/resource/idp-signing/rotation');
  });

  it('tells whoever may not see the list where their own secrets are', async () => {
    const api = listedApi();
    api.failure = new SecretRotationApiError(403, {
      name: 'NotAllowedError',
      message: 'You may not see this.',
    });
    renderPortal(<OverviewPage />, { api });

    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(
      screen.getByText(/^You may still open the secrets of your services/),
    ).toBeInTheDocument();
  });

  it('renders one page only of 10 000 secrets, and asks for the next by its cursor', async () => {
    const user = userEvent.setup();
    const api = new RecordedApi({
      listed: Array.from({ length: 10_000 }, (_, index) =>
        secretAt(at, {
          name: `secret-${index}`,
          entityRef: `resource:default/secret-${index}`,
        }),
      ),
    });
    renderPortal(<OverviewPage />, { api });

    await screen.findByRole('table', { name: 'Secrets' });
    expect(screen.getAllByRole('rowheader')).toHaveLength(25);
    await user.click(screen.getByRole('button', { name: 'Next page' }));

    expect(
      await screen.findByRole('link', { name: 'secret-25' }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('rowheader')).toHaveLength(25);
    expect(screen.getByTestId('address')).toHaveTextContent('cursor=25');
    expect(api.inputsOf('listSecrets').map(([filter]) => filter)).toEqual([
      expect.objectContaining({ limit: 25, cursor: undefined }),
      expect.objectContaining({ limit: 25, cursor: '25' }),
    ]);
  });

  it('reads its filters from the address and lets the backend filter', async () => {
    const api = listedApi();
    renderPortal(<OverviewPage />, {
      api,
      at: '/secret-rotation?badge=overdue&store=vault-prod',
    });

    expect(
      await screen.findByRole('link', { name: 'refund-webhook-key' }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('rowheader')).toHaveLength(1);
    expect(api.inputsOf('listSecrets')[0][0]).toMatchObject({
      badge: 'overdue',
      store: 'vault-prod',
    });
  });

  it('ignores a state in the address that does not exist', async () => {
    const api = listedApi();
    renderPortal(<OverviewPage />, {
      api,
      at: '/secret-rotation?badge=nonsense',
    });

    await screen.findByRole('table', { name: 'Secrets' });
    expect(api.inputsOf('listSecrets')[0][0]).toMatchObject({
      badge: undefined,
    });
  });

  it('puts what is searched for into the address, and back to the first page', async () => {
    const user = userEvent.setup();
    const api = listedApi();
    renderPortal(<OverviewPage />, { api, at: '/secret-rotation?cursor=2' });

    await user.type(
      await screen.findByRole('searchbox', { name: 'Search name' }),
      'edge',
    );
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(/\?search=edge$/),
    );
    expect(
      await screen.findByRole('link', { name: 'edge-tls' }),
    ).toBeInTheDocument();
  });

  it('says that nothing matches and clears the filters on request', async () => {
    const user = userEvent.setup();
    renderPortal(<OverviewPage />, {
      api: listedApi(),
      at: '/secret-rotation?search=zzz',
    });

    expect(await screen.findByText('No secret matches.')).toBeInTheDocument();
    await user.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(
      await screen.findByRole('table', { name: 'Secrets' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('searchbox', { name: 'Search name' })).toHaveValue(
      '',
    );
  });

  it('says how a first secret comes to be when there is none', async () => {
    renderPortal(<OverviewPage />, { api: new RecordedApi() });

    expect(await screen.findByText('No secrets yet.')).toBeInTheDocument();
  });

  it('names each entry of the configuration that is switched off, with its fix', async () => {
    const api = listedApi();
    api.recording.configuration = {
      entries: [
        { section: 'stores', name: 'vault-prod', kind: 'vault' },
        {
          section: 'stores',
          name: 'aws-prod',
          problem: {
            code: 'unknown-kind',
            message: 'No module knows the kind “aws”.',
            fix: 'Install its module.',
          },
        },
      ],
    };
    renderPortal(<OverviewPage />, { api });

    expect(
      await screen.findByText('1 entry of the configuration is switched off'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'stores, aws-prod: No module knows the kind “aws”. What to do: Install its module.',
      ),
    ).toBeInTheDocument();
  });
});
