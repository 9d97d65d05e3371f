import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import {
  confirmationRunAt,
  foundRunAt,
  taskRunAt,
} from '../../__testUtils__/tasks';
import { momentsFrom } from '../../__testUtils__/world';
import { RunPage } from '../RunPage';

const at = momentsFrom(Date.now());

function renderTask(run = taskRunAt(at), as = ['user:default/ana']) {
  const api = new RecordedApi({ runs: [run] });
  renderPortal(<RunPage />, {
    api,
    mountPath: '/secret-rotation/runs/:runId',
    at: `/secret-rotation/runs/${run.id}`,
    ownershipEntityRefs: as,
  });
  return api;
}

describe('a task', () => {
  it('says who is asked, what to do, where, and with which command', async () => {
    renderTask();
    const question = await screen.findByRole('region', { name: /turn/i });
    expect(question).toHaveTextContent(/The turn of ana|Your turn/);
    expect(
      within(question).getByRole('heading', { name: /Make a new key/ }),
    ).toBeInTheDocument();
    expect(question).toHaveTextContent('Do not delete the old one yet.');
    expect(
      within(question).getByRole('link', { name: 'Open where it is done' }),
    ).toHaveAttribute('href', 'https://partner.example/settings/acme');
    expect(within(question).getByRole('figure')).toHaveTextContent(
      '-cas=41 payments/acme value=-',
    );
  });

  it('lets the command be copied as it is, and says so', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderTask();
    await user.click(
      await screen.findByRole('button', { name: 'Copy command' }),
    );
    expect(await screen.findByText('Copied')).toBeInTheDocument();
    expect(write).toHaveBeenCalledWith(taskRunAt(at).turn.task?.command);
  });

  it('says what to do where the browser does not let a page copy', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new DOMException('', 'NotAllowedError'));
    renderTask();
    await user.click(
      await screen.findByRole('button', { name: 'Copy command' }),
    );
    expect(await screen.findByText(/copy it by hand/)).toBeInTheDocument();
  });

  it('is done after a confirmation, of the version that the command writes', async () => {
    const user = userEvent.setup();
    const api = renderTask();
    await user.click(
      await screen.findByRole('button', { name: 'I have done it…' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Have you done it?',
    });
    expect(api.inputsOf('completeRun')).toEqual([]);
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('new key is written');
    await user.click(
      within(dialog).getByRole('button', { name: 'It is done' }),
    );
    expect(api.inputsOf('completeRun')).toEqual([
      [
        taskRunAt(at).id,
        { reason: 'new key is written', step: 'activate', version: '42' },
      ],
    ]);
  });

  it('shows a version that nobody has called theirs, and is done of that one', async () => {
    const user = userEvent.setup();
    const api = renderTask(foundRunAt(at));
    expect(
      await screen.findByText(
        /^Version 42 has become current in the store meanwhile, made/,
      ),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have done it…' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('it is mine');
    await user.click(
      within(dialog).getByRole('button', { name: 'It is done' }),
    );
    expect(api.inputsOf('completeRun')).toEqual([
      [expect.anything(), expect.objectContaining({ version: '42' })],
    ]);
  });

  it('is done of the consumers and the version that it names', async () => {
    const user = userEvent.setup();
    const run = confirmationRunAt(at);
    const api = renderTask(run, ['group:default/team-print']);
    expect(
      await screen.findByRole('heading', {
        name: /Make label-printer, badge-printer use v42/,
      }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have done it…' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('both print');
    await user.click(
      within(dialog).getByRole('button', { name: 'It is done' }),
    );
    expect(api.inputsOf('completeRun')).toEqual([
      [
        run.id,
        {
          reason: 'both print',
          step: 'verify',
          confirms: run.turn.task?.confirms,
        },
      ],
    ]);
  });

  it('cannot be done by others, who are told whose it is', async () => {
    const run = taskRunAt(at);
    renderTask({ ...run, actions: ['recheck', 'cancel'] }, [
      'user:default/bob',
    ]);
    expect(
      await screen.findByText(/This is the task of ana/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'I have done it…' }),
    ).not.toBeInTheDocument();
  });

  it('that the run does not ask for any more is refused, and the dialog says why', async () => {
    const user = userEvent.setup();
    const api = renderTask();
    jest.spyOn(api, 'completeRun').mockRejectedValue(
      new SecretRotationApiError(409, {
        name: 'ConflictError',
        message: 'R-2041 asks for another task now. Look at it first',
      }),
    );
    await user.click(
      await screen.findByRole('button', { name: 'I have done it…' }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('textbox'));
    await user.paste('new key is written');
    await user.click(
      within(dialog).getByRole('button', { name: 'It is done' }),
    );
    expect(
      await within(dialog).findByText(/asks for another task now/),
    ).toBeInTheDocument();
  });
});
