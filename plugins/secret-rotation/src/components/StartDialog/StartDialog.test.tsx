import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  SecretRotationApiError,
  type Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { planAt, refusedPlanAt } from '../../__testUtils__/plans';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import { succeededRunAt } from '../../__testUtils__/runs';
import { momentsFrom, secretAt } from '../../__testUtils__/world';
import { Surface } from '../../theme/Surface';
import { StartButton } from './StartButton';

const at = momentsFrom(Date.parse('2026-11-24T14:36:00Z'));

function openDialog(api: RecordedApi, secret: Partial<Secret> = {}) {
  renderPortal(
    <Surface>
      <StartButton secret={secretAt(at, secret)} />
    </Surface>,
    { api },
  );
}

async function planOf(button = 'Rotate now…') {
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: button }));
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText('Who is told when');
  return { user, dialog };
}

describe('StartDialog', () => {
  it('shows the plan before anything happens: who is told, what cannot be proven, what will not happen', async () => {
    const api = new RecordedApi({ plan: planAt(at) });
    openDialog(api);
    const { dialog } = await planOf();

    expect(dialog).toHaveTextContent(/3 consumers\s*in 2 waves/);
    expect(dialog).toHaveTextContent(/checkout: reloads, 3 instances/);
    expect(dialog).toHaveTextContent(
      'Sessions of clients that the catalog does not know.',
    );
    expect(dialog).toHaveTextContent(
      'No value is shown, sent or logged anywhere.',
    );
    expect(api.inputsOf('startRun')).toEqual([]);
  });

  it('names who is logged in though the catalog does not know them, and can be started all the same', async () => {
    const unmappedUse = [
      { label: 'nightly-report', sessions: 2 },
      { sessions: 1 },
    ];
    openDialog(new RecordedApi({ plan: planAt(at, { unmappedUse }) }));
    const { user, dialog } = await planOf();
    const warning = within(dialog).getByRole('status');
    expect(warning).toHaveTextContent(/In use by somebody whom the catalog/);
    expect(
      within(warning)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['2 sessions of “nightly-report”', '1 session without a name']);
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('they were told');
    expect(
      within(dialog).getByRole('button', { name: 'Start rotation' }),
    ).toBeEnabled();
  });

  it('warns of nobody where every session is explained', async () => {
    openDialog(new RecordedApi({ plan: planAt(at, { unmappedUse: [] }) }));
    const { dialog } = await planOf();
    expect(within(dialog).queryByRole('status')).toBeNull();
  });

  it('sends the reason and an idempotency key, the same one when it is sent again', async () => {
    const api = new RecordedApi({
      plan: planAt(at),
      runs: [succeededRunAt(at)],
    });
    const startRun = jest.spyOn(api, 'startRun');
    startRun.mockRejectedValueOnce(new Error('Failed to fetch'));
    openDialog(api);
    const { user, dialog } = await planOf();
    const submit = within(dialog).getByRole('button', {
      name: 'Start rotation',
    });
    expect(submit).toBeDisabled();

    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('Before the freeze, PAY-2231');
    await user.click(submit);
    expect(
      await within(dialog).findByText('It was not started'),
    ).toBeInTheDocument();
    await user.click(submit);

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const options = startRun.mock.calls.map(call => call[1]);
    expect(options).toHaveLength(2);
    expect(options[0]).toEqual({
      reason: 'Before the freeze, PAY-2231',
      kind: 'rotate',
      cause: 'routine',
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(options[1]).toEqual(options[0]);
  });

  it('says that somebody else may have the value, after it showed what then happens', async () => {
    const api = new RecordedApi({
      plan: planAt(at),
      runs: [succeededRunAt(at)],
    });
    openDialog(api);
    const { user, dialog } = await planOf();
    await user.click(
      within(dialog).getByRole('checkbox', {
        name: 'Somebody else may have the present value',
      }),
    );
    await waitFor(() =>
      expect(api.inputsOf('plan').map(([, options]) => options)).toEqual([
        { cause: 'routine' },
        { cause: 'compromised' },
      ]),
    );
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('It was in a log');
    await user.click(
      within(dialog).getByRole('button', { name: 'Start rotation' }),
    );

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.inputsOf('startRun')[0][1]).toMatchObject({
      reason: 'It was in a log',
      cause: 'compromised',
    });
  });

  it('leads to the open run when there is one already', async () => {
    const api = new RecordedApi({ plan: planAt(at) });
    jest.spyOn(api, 'startRun').mockRejectedValue(
      new SecretRotationApiError(409, {
        name: 'ConflictError',
        message: 'A run is open',
        openRun: 2041,
      }),
    );
    openDialog(api);
    const { user, dialog } = await planOf();
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('once more');
    await user.click(
      within(dialog).getByRole('button', { name: 'Start rotation' }),
    );

    expect(
      await within(dialog).findByText('R-2041 is already open'),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('link', { name: 'Go to R-2041' }),
    ).toHaveAttribute('href', '/secret-rotation/runs/2041');
  });

  it('cannot be started while a check fails, and says the missing grant', async () => {
    const api = new RecordedApi({ plan: refusedPlanAt(at) });
    openDialog(api);
    const { dialog } = await planOf();

    expect(dialog).toHaveTextContent(
      /It would be refused now.*GRANT payments_b TO keyturn WITH ADMIN OPTION/,
    );
    expect(within(dialog).getByRole('textbox')).toBeDisabled();
    expect(
      within(dialog).getByRole('button', { name: 'Start rotation' }),
    ).toBeDisabled();
  });

  it('shows the plan without a start to somebody who may only plan', async () => {
    openDialog(new RecordedApi({ plan: planAt(at) }), { actions: ['plan'] });
    const { dialog } = await planOf('Show the plan…');

    expect(dialog).toHaveTextContent('You may look at the plan, not start it.');
    expect(
      within(dialog).queryByRole('button', { name: 'Start rotation' }),
    ).toBeNull();
    expect(within(dialog).queryByRole('textbox')).toBeNull();
  });

  it('has no button for somebody who may neither start nor plan', async () => {
    openDialog(new RecordedApi(), { actions: [] });

    await screen.findByTestId('address');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says why a plan could not be computed and tries again on request', async () => {
    const user = userEvent.setup();
    const api = new RecordedApi({ plan: planAt(at) });
    api.failure = new SecretRotationApiError(503, {
      name: 'ServiceUnavailableError',
      message: 'The store did not answer.',
    });
    openDialog(api);
    await user.click(
      await screen.findByRole('button', { name: 'Rotate now…' }),
    );

    expect(
      await screen.findByText('The store did not answer.'),
    ).toBeInTheDocument();
    api.failure = undefined;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Who is told when')).toBeInTheDocument();
  });
});
