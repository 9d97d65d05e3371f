import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  SecretRotationApiError,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { planAt } from '../../__testUtils__/plans';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { ManualSignals, renderPortal } from '../../__testUtils__/renderPortal';
import {
  blockedRunAt,
  refusedRunAt,
  rollingBackRunAt,
  succeededRunAt,
  waitingRunAt,
} from '../../__testUtils__/runs';
import {
  detailAt,
  inRunAt,
  misconfiguredAt,
  outOfBandAt,
  unenrolledAt,
} from '../../__testUtils__/secrets';
import { momentsFrom } from '../../__testUtils__/world';
import { RotationTab } from './RotationTab';

const NOW = Date.parse('2026-11-24T14:36:00Z');
const at = momentsFrom(NOW);

const unavailable = new SecretRotationApiError(503, {
  name: 'Error',
  message: 'Service Unavailable',
});

function apiWith(run: RunDetail) {
  return new RecordedApi({ secrets: [inRunAt(at, run)], runs: [run] });
}

/** Every way to act: what a page without permission must not have. */
function actionButtons() {
  return screen
    .queryAllByRole('button')
    .map(button => button.textContent ?? '')
    .filter(text => text.endsWith('…'));
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, advanceTimers: true });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('RotationTab', () => {
  it('counts down to the end of a wait and shows the absolute end and the cause', async () => {
    renderPortal(<RotationTab />, { api: apiWith(waitingRunAt(at)) });

    const timer = await screen.findByRole('timer');
    expect(timer).toHaveTextContent(/26:1\d/);
    expect(
      within(timer).getByText(/\d\d:\d\d/, { selector: 'time' }),
    ).toHaveAttribute('datetime', at(26 * 60 + 14));
    expect(
      screen.getByText(/Waiting in verify: the overlap has not elapsed/),
    ).toBeInTheDocument();

    act(() => jest.advanceTimersByTime(60_000));
    expect(timer).toHaveTextContent(/25:1\d/);
  });

  it('tells a screen reader the truth about every step, the point of no return included', async () => {
    renderPortal(<RotationTab />, { api: apiWith(waitingRunAt(at)) });

    const steps = await screen.findByRole('list', {
      name: 'Steps of run R-2041',
    });
    const items = within(steps).getAllByRole('listitem');
    expect(items).toHaveLength(13);
    const texts = items.map(item => item.textContent);
    expect(texts[7]).toMatch(/^verify.*waiting/);
    expect(items[7]).toHaveAttribute('aria-current', 'step');
    expect(texts[8]).toBe('point of no return');
    expect(texts[9]).toMatch(/^revoke.*not yet/);
  });

  it('tells how fast consumers followed the last rotations, and nothing where none was measured', async () => {
    const { unmount } = renderPortal(<RotationTab />, {
      api: apiWith(succeededRunAt(at)),
    });
    expect(
      await screen.findByRole('region', { name: 'History' }),
    ).toHaveTextContent(
      'All consumers used the new version after: p50 6 min 2 s, p95 9 min',
    );
    unmount();

    renderPortal(<RotationTab />, {
      api: new RecordedApi({ secrets: [unenrolledAt(at)] }),
    });
    expect(
      await screen.findByRole('region', { name: 'History' }),
    ).not.toHaveTextContent(/p50/);
  });

  it('shows what must hold before revoke, and what does not hold yet', async () => {
    renderPortal(<RotationTab />, { api: apiWith(waitingRunAt(at)) });

    const gates = await screen.findByRole('region', { name: 'Before revoke' });
    expect(gates).toHaveTextContent('2 of 4 true');
    expect(gates).toHaveTextContent(/No session on the old version not yet/);
  });

  it('shows a blocked run as a question to its owner, with the consequence of each answer', async () => {
    renderPortal(<RotationTab />, { api: apiWith(blockedRunAt(at)) });

    const question = await screen.findByRole('region', {
      name: 'Your turn, team-payments.',
    });
    expect(
      within(question).getByRole('heading', {
        name: /ledger-api still uses the old version/,
      }),
    ).toBeInTheDocument();
    expect(question).toHaveTextContent(/v41 becomes current again/);
    expect(
      within(question)
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual(['Check again…', 'Roll back…']);
  });

  it('lets somebody else look on at a blocked run and says who is asked', async () => {
    const run = { ...blockedRunAt(at), actions: [] };
    renderPortal(<RotationTab />, {
      api: apiWith(run),
      ownershipEntityRefs: ['user:default/vera'],
    });

    expect(
      await screen.findByText('You may look on. team-payments is asked.'),
    ).toBeInTheDocument();
    expect(actionButtons()).toEqual([]);
  });

  it('offers only what the API allows: one decision of two', async () => {
    const run: RunDetail = { ...waitingRunAt(at), actions: ['recheck'] };
    renderPortal(<RotationTab />, { api: apiWith(run) });

    expect(
      await screen.findByRole('button', { name: 'Check again…' }),
    ).toBeInTheDocument();
    expect(actionButtons()).toEqual(['Check again…']);
  });

  it.each([
    ['an up to date secret', detailAt(at, { actions: [] })],
    ['an unenrolled secret', { ...unenrolledAt(at), actions: [] }],
    ['a misconfigured secret', misconfiguredAt(at)],
  ])('never renders a button without permission: %s', async (_, secret) => {
    renderPortal(<RotationTab />, {
      api: new RecordedApi({ secrets: [secret] }),
    });

    await screen.findByText('No run yet');
    expect(actionButtons()).toEqual([]);
  });

  it('sends a decision with its reason, and not before one is given', async () => {
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    const api = apiWith(blockedRunAt(at));
    renderPortal(<RotationTab />, { api });

    await user.click(await screen.findByRole('button', { name: 'Roll back…' }));
    const dialog = await screen.findByRole('dialog');
    const submit = within(dialog).getByRole('button', { name: 'Roll back' });
    expect(submit).toBeDisabled();
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('   ');
    expect(submit).toBeDisabled();
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('The provider is down');
    await user.click(submit);

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.inputsOf('rollbackRun')).toEqual([
      [2041, 'The provider is down'],
    ]);
  });

  it('keeps the dialog and says why when a decision is refused', async () => {
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    const api = apiWith(blockedRunAt(at));
    jest.spyOn(api, 'rollbackRun').mockRejectedValue(
      new SecretRotationApiError(409, {
        name: 'ConflictError',
        message: 'Revoke has begun: there is no way back.',
      }),
    );
    renderPortal(<RotationTab />, { api });

    await user.click(await screen.findByRole('button', { name: 'Roll back…' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('too late');
    await user.click(within(dialog).getByRole('button', { name: 'Roll back' }));

    expect(
      await within(dialog).findByText(
        'Revoke has begun: there is no way back.',
      ),
    ).toBeInTheDocument();
  });

  it('enrols the binding that the person looked at, also when the page has read a newer one since', async () => {
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    const signals = new ManualSignals();
    const secret = { ...unenrolledAt(at), bindingDigest: 'binding-seen' };
    const api = new RecordedApi({ secrets: [secret] });
    renderPortal(<RotationTab />, { api, signals });

    await user.click(await screen.findByRole('button', { name: 'Enrol…' }));
    const dialog = await screen.findByRole('dialog');
    api.recording.secrets = [{ ...secret, bindingDigest: 'binding-changed' }];
    const reads = api.inputsOf('getSecret').length;
    act(() => {
      signals.send('secret-rotation:changes', { secretId: 7 });
      jest.advanceTimersByTime(1_000);
    });
    await waitFor(() =>
      expect(api.inputsOf('getSecret').length).toBeGreaterThan(reads),
    );
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('reviewed with Jonas');
    await user.click(within(dialog).getByRole('button', { name: 'Enrol' }));

    await waitFor(() => expect(api.inputsOf('enrol')).toHaveLength(1));
    expect(api.inputsOf('enrol')[0][1]).toEqual({
      reason: 'reviewed with Jonas',
      bindingDigest: 'binding-seen',
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says what is wrong with a misconfigured secret and how to mend it', async () => {
    renderPortal(<RotationTab />, {
      api: new RecordedApi({ secrets: [misconfiguredAt(at)] }),
    });

    expect(
      await screen.findByText(/names “vault-prd”, which is not configured/),
    ).toBeInTheDocument();
    expect(screen.getByText(/Use one of vault-prod/)).toBeInTheDocument();
  });

  it('shows a version made by hand as the current one, and nothing as proven of it', async () => {
    renderPortal(<RotationTab />, {
      api: new RecordedApi({
        secrets: [{ ...outOfBandAt(at), lastRun: succeededRunAt(at) }],
        runs: [succeededRunAt(at)],
      }),
    });

    expect(
      await screen.findByText(/^Somebody else made v43 current/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/^Changed outside of Keyturn. Next rotation/),
    ).toBeInTheDocument();
    expect(await screen.findByText('by hand')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /^v43 current: since/ }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/attested v42$/)).not.toBeInTheDocument();
  });

  it('keeps the last state when the backend goes away, says since when, and recovers', async () => {
    const api = apiWith(waitingRunAt(at));
    renderPortal(<RotationTab />, { api });
    await screen.findByRole('timer');

    api.failure = unavailable;
    act(() => jest.advanceTimersByTime(2_500));
    expect(await screen.findAllByText(/^State from \d\d:\d\d\.$/)).toHaveLength(
      1,
    );
    expect(
      screen.getByText(
        'Reconnecting to Keyturn. Runs go on without this page.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('timer')).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'Before revoke' }),
    ).toBeInTheDocument();

    api.failure = undefined;
    act(() => jest.advanceTimersByTime(2_500));
    await waitFor(() =>
      expect(screen.queryByText(/^State from/)).not.toBeInTheDocument(),
    );
  });

  it('takes the state away when the reader may no longer see it', async () => {
    const api = apiWith(waitingRunAt(at));
    renderPortal(<RotationTab />, { api });
    await screen.findByRole('timer');

    api.failure = new SecretRotationApiError(403, {
      name: 'NotAllowedError',
      message: 'no',
    });
    act(() => jest.advanceTimersByTime(2_500));
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(screen.queryByRole('timer')).not.toBeInTheDocument();
  });

  it('says that rotations go on when nothing could be read, and tries again on request', async () => {
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    const api = apiWith(waitingRunAt(at));
    api.failure = unavailable;
    renderPortal(<RotationTab />, { api });

    expect(
      await screen.findByText(
        /The backend answered 503 at \d\d:\d\d\. Rotations are not affected\./,
      ),
    ).toBeInTheDocument();
    api.failure = undefined;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('timer')).toBeInTheDocument();
  });

  it('reads again when the backend signals a change', async () => {
    const signals = new ManualSignals();
    const succeeded = succeededRunAt(at);
    const api = new RecordedApi({
      secrets: [detailAt(at, { lastRun: succeeded })],
      runs: [succeeded],
      plan: planAt(at),
    });
    renderPortal(<RotationTab />, { api, signals });
    await screen.findByRole('button', { name: 'Rotate now…' });

    const run = waitingRunAt(at);
    api.recording = { secrets: [inRunAt(at, run)], runs: [run] };
    act(() => {
      signals.send('secret-rotation:changes', { secretId: 7, runId: 2041 });
      jest.advanceTimersByTime(1_000);
    });
    expect(await screen.findByRole('timer')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Rotate now…' }),
    ).not.toBeInTheDocument();
  });

  it('shows the way back while a run rolls back', async () => {
    renderPortal(<RotationTab />, { api: apiWith(rollingBackRunAt(at)) });

    const steps = await screen.findByRole('list', {
      name: 'Steps of run R-2041',
    });
    expect(steps).toHaveTextContent(
      /rollback: promote.*done.*rollback: reload.*running/,
    );
  });

  it('names why a refused run changed nothing', async () => {
    const refused = refusedRunAt(at);
    renderPortal(<RotationTab />, {
      api: new RecordedApi({
        secrets: [detailAt(at, { lastRun: refused })],
        runs: [refused],
      }),
    });

    const history = await screen.findByRole('table', { name: 'History' });
    expect(history).toHaveTextContent('Refused');
  });
});
