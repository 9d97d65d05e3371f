import type { ReactElement } from 'react';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { planAt } from './__testUtils__/plans';
import { RecordedApi, type Recording } from './__testUtils__/RecordedApi';
import { renderPortal } from './__testUtils__/renderPortal';
import {
  blockedRunAt,
  rollingBackRunAt,
  runEventsAt,
  succeededRunAt,
  waitingRunAt,
} from './__testUtils__/runs';
import {
  detailAt,
  inRunAt,
  listedAt,
  misconfiguredAt,
  outOfBandAt,
  unenrolledAt,
} from './__testUtils__/secrets';
import { confirmationRunAt, taskRunAt } from './__testUtils__/tasks';
import { inventoriesAt, unmanagedAt } from './__testUtils__/unmanaged';
import { momentsFrom } from './__testUtils__/world';
import { OverviewPage } from './components/OverviewPage';
import { RotationCard } from './components/RotationCard';
import { RotationTab } from './components/RotationTab';
import { RunPage } from './components/RunPage';

const at = momentsFrom(Date.now());

/** What needs layout or a whole document cannot be judged in jsdom; the browser test looks at those. */
const NOT_HERE = ['color-contrast', 'region', 'page-has-heading-one'];

async function violations() {
  // The page lives on while axe looks: countdowns tick, reads arrive.
  const { violations: found } = await act(() =>
    axe.run(document.body, {
      rules: Object.fromEntries(NOT_HERE.map(id => [id, { enabled: false }])),
    }),
  );
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`,
  );
}

const succeeded = succeededRunAt(at);

const inRun = (run: typeof succeeded): Recording => ({
  secrets: [inRunAt(at, run)],
  runs: [run],
});

const STATES: [string, ReactElement, Recording, string, string?][] = [
  ['tab, waiting', <RotationTab />, inRun(waitingRunAt(at)), 'Before revoke'],
  ['tab, blocked', <RotationTab />, inRun(blockedRunAt(at)), 'Consumers'],
  ['tab, back', <RotationTab />, inRun(rollingBackRunAt(at)), 'Consumers'],
  ['tab, task', <RotationTab />, inRun(taskRunAt(at)), 'Copy command'],
  [
    'tab, confirmation',
    <RotationTab />,
    inRun(confirmationRunAt(at)),
    'I have done it…',
  ],
  ['tab, no run', <RotationTab />, { secrets: [detailAt(at)] }, 'No run yet'],
  [
    'tab, misconfigured',
    <RotationTab />,
    { secrets: [misconfiguredAt(at)] },
    'No run yet',
  ],
  [
    'card, unenrolled',
    <RotationCard />,
    { secrets: [unenrolledAt(at)] },
    'Not enrolled',
  ],
  [
    'overview',
    <OverviewPage />,
    { listed: listedAt(at, blockedRunAt(at)) },
    'idp-signing',
  ],
  [
    'not managed yet',
    <OverviewPage />,
    { unmanaged: unmanagedAt(at), inventories: inventoriesAt(at) },
    'reports/warehouse',
    '/secret-rotation?view=unmanaged',
  ],
  [
    'card, changed out of band',
    <RotationCard />,
    { secrets: [outOfBandAt(at)] },
    'Changed outside of Keyturn',
  ],
];

// axe measures ligatures on a canvas, which jsdom does not have; without one it skips that.
beforeAll(() => {
  jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

describe('accessibility', () => {
  it.each(STATES)(
    'has nothing that axe objects to: %s',
    // A fifth parameter of its own would be Jest's callback where a state has no address.
    async (...[, element, recording, shown, address]) => {
      renderPortal(element, { api: new RecordedApi(recording), at: address });
      await waitFor(() =>
        expect(screen.getAllByText(shown).length).toBeGreaterThan(0),
      );
      expect(await violations()).toEqual([]);
    },
  );

  it('has nothing that axe objects to: run page', async () => {
    renderPortal(<RunPage />, {
      api: new RecordedApi({ runs: [succeeded], events: runEventsAt(at) }),
      mountPath: '/secret-rotation/runs/:runId',
      at: '/secret-rotation/runs/2041',
    });
    await screen.findByText('What happened');
    expect(await violations()).toEqual([]);
  });

  it('has nothing that axe objects to: start dialog', async () => {
    const user = userEvent.setup();
    renderPortal(<RotationTab />, {
      api: new RecordedApi({
        secrets: [detailAt(at)],
        plan: planAt(at),
      }),
    });
    await user.click(
      await screen.findByRole('button', { name: 'Rotate now…' }),
    );
    await screen.findByText('Who is told when');
    expect(await violations()).toEqual([]);
  });
});
