import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import { inventoriesAt, unmanagedAt } from '../../__testUtils__/unmanaged';
import { momentsFrom } from '../../__testUtils__/world';
import { OverviewPage } from '../OverviewPage';

const at = momentsFrom(Date.now());
const AT = '/secret-rotation?view=unmanaged';

function recorded() {
  return new RecordedApi({
    unmanaged: unmanagedAt(at),
    inventories: inventoriesAt(at),
  });
}

describe('the list of what nobody manages', () => {
  it('is a tab of the overview, and the address says so', async () => {
    const user = userEvent.setup();
    const api = recorded();
    renderPortal(<OverviewPage />, { api });

    await user.click(
      await screen.findByRole('tab', { name: 'Not managed yet' }),
    );
    expect(
      await screen.findByRole('table', { name: 'Not managed yet' }),
    ).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('view=unmanaged');
  });

  it('shows path, store, age and labels, the oldest first', async () => {
    renderPortal(<OverviewPage />, { api: recorded(), at: AT });

    const table = await screen.findByRole('table', { name: 'Not managed yet' });
    const [, first, second, third, fourth] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('legacy/billing/mainframe-ftp');
    expect(first).toHaveTextContent('vault-prod');
    expect(first).toHaveTextContent('1460 d');
    expect(first).toHaveTextContent('never changed');
    expect(first).toHaveTextContent('team: billing');
    expect(first).toHaveTextContent('+1 more');
    expect(second).toHaveTextContent('210 d');
    expect(second).not.toHaveTextContent('never changed');
    expect(third).toHaveTextContent('at most 120 d');
    expect(fourth).toHaveTextContent('not known');
    expect(
      screen.getByText('4 secrets that nobody manages, the oldest first'),
    ).toBeInTheDocument();
  });

  it('says which store is not listed as a whole, and what to do', async () => {
    renderPortal(<OverviewPage />, { api: recorded(), at: AT });

    expect(
      await screen.findByText('vault-kv1 is not listed as a whole'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/What to do: Add to the token’s policy/),
    ).toBeInTheDocument();
  });

  it('renders one page only of 10 000 secrets, and asks for the next by its cursor', async () => {
    const user = userEvent.setup();
    const api = new RecordedApi({
      unmanaged: Array.from({ length: 10_000 }, (_, index) => ({
        store: 'vault-prod',
        path: `legacy/secret-${index}`,
        tags: {},
      })),
      inventories: inventoriesAt(at),
    });
    renderPortal(<OverviewPage />, { api, at: AT });

    await screen.findByRole('table', { name: 'Not managed yet' });
    expect(screen.getAllByRole('rowheader')).toHaveLength(25);
    expect(
      screen.getByText('10,000 secrets that nobody manages, the oldest first'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Next page' }));

    expect(await screen.findByText('legacy/secret-25')).toBeInTheDocument();
    expect(screen.getAllByRole('rowheader')).toHaveLength(25);
    expect(api.inputsOf('listUnmanaged').at(-1)).toEqual([
      expect.objectContaining({ limit: 25, cursor: '25' }),
    ]);
  });

  it('lets the backend filter, and keeps the tab when filters are cleared', async () => {
    const user = userEvent.setup();
    const api = recorded();
    renderPortal(<OverviewPage />, { api, at: `${AT}&store=nowhere` });

    expect(await screen.findByText('No secret matches.')).toBeInTheDocument();
    expect(api.inputsOf('listUnmanaged')[0][0]).toMatchObject({
      store: 'nowhere',
    });
    await user.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(
      await screen.findByText('legacy/billing/mainframe-ftp'),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        /\?view=unmanaged$/,
      ),
    );
  });

  it.each([
    ['no store is listed', [], 'No store is listed.'],
    [
      'everything is managed',
      [{ store: 'vault-prod', found: 3, walkedAt: at(-60) }],
      'Everything is managed.',
    ],
    [
      'the first walk is under way',
      [{ store: 'vault-prod', found: 0 }],
      'Nothing was found yet.',
    ],
  ])('says why there is no row: %s', async (_, inventories, words) => {
    renderPortal(<OverviewPage />, {
      api: new RecordedApi({ inventories }),
      at: AT,
    });

    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('says that the reader may not see it', async () => {
    const api = recorded();
    api.failure = new SecretRotationApiError(403, {
      name: 'NotAllowedError',
      message: 'You may not see this.',
    });
    renderPortal(<OverviewPage />, { api, at: AT });

    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(
      screen.getByText(/^What no entity claims has no owner/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('search')).not.toBeInTheDocument();
  });
});
