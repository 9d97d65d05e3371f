import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import {
  blockedRunAt,
  driftedRunAt,
  heldUpRunAt,
  runEventsAt,
  succeededRunAt,
  unusedRunAt,
} from '../../__testUtils__/runs';
import { momentsFrom } from '../../__testUtils__/world';
import { RunPage } from './RunPage';

const at = momentsFrom(Date.now());

function renderRun(api: RecordedApi, id = '2041') {
  renderPortal(<RunPage />, {
    api,
    mountPath: '/secret-rotation/runs/:runId',
    at: `/secret-rotation/runs/${id}`,
  });
}

describe('RunPage', () => {
  it('tells what happened in words that can be forwarded, and every proof by step', async () => {
    renderRun(
      new RecordedApi({ runs: [succeededRunAt(at)], events: runEventsAt(at) }),
    );

    expect(
      await screen.findByText('Rotated to v42. The old version is refused.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'What happened' }),
    ).toHaveTextContent(/All three consumers proved the new version/);
    expect(screen.getByRole('region', { name: 'Steps' })).toHaveTextContent(
      /revoke.*payments_a refused by fresh login on 2 of 2 endpoints/,
    );
  });

  it('tells how long it took until every consumer used the new version, once it was measured', async () => {
    renderRun(new RecordedApi({ runs: [succeededRunAt(at)] }));

    expect(
      await screen.findByRole('region', { name: 'Consumers' }),
    ).toHaveTextContent('All consumers used v42 after 6 min 10 s');
  });

  it('claims no such time of a run that has not measured it', async () => {
    renderRun(new RecordedApi({ runs: [blockedRunAt(at)] }));

    expect(
      await screen.findByRole('region', { name: 'Consumers' }),
    ).not.toHaveTextContent(/All consumers used/);
  });

  it('sets the decisions of people apart from the rest of the trail', async () => {
    renderRun(
      new RecordedApi({ runs: [succeededRunAt(at)], events: runEventsAt(at) }),
    );

    const decisions = await screen.findByRole('region', { name: 'Decisions' });
    expect(
      await within(decisions).findByText('run.recheck'),
    ).toBeInTheDocument();
    expect(within(decisions).getAllByRole('listitem')).toHaveLength(1);
    expect(decisions).toHaveTextContent('reason: ledger-api was restarted');
    expect(
      within(screen.getByRole('region', { name: 'Audit trail' })).getAllByRole(
        'listitem',
      ),
    ).toHaveLength(3);
  });

  it('says what happens if nobody answers a blocked run', async () => {
    renderRun(new RecordedApi({ runs: [blockedRunAt(at)] }));

    expect(
      await screen.findByRole('region', { name: 'If nobody answers' }),
    ).toHaveTextContent(/what is accepted now stays accepted/);
  });

  it('suggests none of the choices about a version that somebody else wrote', async () => {
    renderRun(new RecordedApi({ runs: [driftedRunAt(at)] }));

    for (const name of ['Adopt…', 'Replace…', 'Roll back…']) {
      expect(await screen.findByRole('button', { name })).toHaveAttribute(
        'data-variant',
        'secondary',
      );
    }
  });

  it.each([
    ['Adopt…', 'Adopt it', 'adoptRun', /stays. Consumers are led to it/],
    ['Replace…', 'Replace it', 'retryRun', /is replaced, if it is still there/],
  ] as const)(
    'offers what may become of a version that somebody else wrote, and what each choice does: %s',
    async (button, submit, method, consequence) => {
      const api = new RecordedApi({ runs: [driftedRunAt(at)] });
      renderRun(api);

      await userEvent.click(
        await screen.findByRole('button', { name: button }),
      );
      const dialog = await screen.findByRole('dialog');
      expect(dialog).toHaveTextContent(consequence);
      await userEvent.click(
        within(dialog).getByRole('textbox', { name: /Reason/ }),
      );
      await userEvent.paste('agreed with the database team');
      await userEvent.click(
        within(dialog).getByRole('button', { name: submit }),
      );
      expect(api.inputsOf(method)).toEqual([
        [2041, 'agreed with the database team'],
      ]);
    },
  );

  it('releases exactly the vanished consumers that it shows, by name', async () => {
    const api = new RecordedApi({ runs: [heldUpRunAt(at)] });
    renderRun(api);

    await userEvent.click(
      await screen.findByRole('button', { name: 'Release…' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(/Released: ledger-api/);
    await userEvent.click(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
    );
    await userEvent.paste('it was shut down');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Release' }),
    );
    expect(api.inputsOf('releaseRun')).toEqual([
      [
        2041,
        {
          reason: 'it was shut down',
          consumers: ['component:default/ledger-api'],
        },
      ],
    ]);
  });

  it('lets somebody say that nobody uses a secret, and does not suggest it', async () => {
    const api = new RecordedApi({ runs: [unusedRunAt(at)] });
    renderRun(api);

    const button = await screen.findByRole('button', {
      name: 'Nobody uses it…',
    });
    expect(button).toHaveAttribute('data-variant', 'secondary');
    await userEvent.click(button);
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(/goes on without a proof/);
    expect(dialog).not.toHaveTextContent(/Released/);
    await userEvent.click(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
    );
    await userEvent.paste('its service is gone');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Nobody uses it' }),
    );
    expect(api.inputsOf('releaseRun')).toEqual([
      [2041, { reason: 'its service is gone', consumers: [] }],
    ]);
  });

  it('asks the backend nothing for an address that is no number', async () => {
    const api = new RecordedApi();
    renderRun(api, 'abc');

    expect(
      await screen.findByText('“abc” is not the number of a run.'),
    ).toBeInTheDocument();
    expect(api.asked).toEqual([]);
  });

  it('says so when there is no such run', async () => {
    renderRun(new RecordedApi(), '7');

    expect(
      await screen.findByText('There is no such run, or you may not see it.'),
    ).toBeInTheDocument();
  });
});
