import { findVaultBinary, secretsManagersForTests } from '@keyturn/dev-peers';
import { eventually } from '../replicas/world/eventually';
import { ByHandWorld } from './ByHandWorld';
import { ANA, BEN } from './startPortal';

jest.setTimeout(300_000);

// The stand-in has no command-line tool. A missing OpenBao is named in the output, or an error where it must be there.
const isThere = secretsManagersForTests().some(
  ({ name }) => name === 'OpenBao',
);
const binary = isThere ? findVaultBinary() : undefined;
const describeIt = binary ? describe : describe.skip;

describeIt('a login that a person changes', () => {
  let world: ByHandWorld;
  beforeAll(async () => {
    world = await ByHandWorld.start(binary ?? '');
  }, 240_000);
  afterAll(() => world?.stop());

  it('is written with the command of the task, proven by its consumers, and closed by the word of the person', async () => {
    const before = await world.stored();
    const asked = await world.begin();
    const { id } = asked;
    expect(asked).toMatchObject({
      state: 'blocked',
      step: 'activate',
      turn: { who: 'person', task: { assignee: ANA } },
    });

    // Not hers to say: the owner may stop the run, but the task is another person's.
    await expect(
      world.as(BEN).completeRun(id, { reason: 'I think it is done' }),
    ).rejects.toMatchObject({ status: 403 });

    // Said too early.
    await world.as(ANA).completeRun(id, { reason: 'It is done' });
    const early = await world.atRest(id);
    expect(early).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(early.turn.question).toContain('no other version');

    const password = 'by hand $(id) "Hq72"';
    await world.changePassword(password);
    const typed = await world.type(
      early.turn.task?.command ?? '',
      `${password}\n`,
    );
    expect(typed.exitCode).toBe(0);
    expect(await world.stored()).toEqual({ ...before, password });

    await world.as(ANA).completeRun(id, {
      reason: 'Changed in the partner’s portal',
      step: 'activate',
      version: early.turn.task?.writes,
    });
    const proven = await world.atRest(id);
    expect(proven).toMatchObject({ state: 'blocked', step: 'revoke' });
    expect(
      proven.consumers.flatMap(({ instances }) =>
        instances.map(({ version }) => version),
      ),
    ).not.toContain(undefined);

    expect(await world.accepts(before.password)).toBe(false);
    await world.as(ANA).completeRun(id, {
      reason: 'The old one is refused',
      step: 'revoke',
    });
    const over = await world.atRest(id);
    expect(over.state).toBe('succeeded');

    const said = JSON.stringify([asked, early, proven, over, typed.calls]);
    for (const value of [before.password, password]) {
      expect(said).not.toContain(value);
      expect(typed.shown).not.toContain(value);
    }
  });

  it('does not go on with a version that somebody else wrote meanwhile, and the command changes nothing then', async () => {
    const before = await world.stored();
    const asked = await world.begin();
    const theirs = { ...before, password: 'of somebody else' };
    await world.overwrite(theirs);

    const late = await world.type(
      asked.turn.task?.command ?? '',
      'by hand, too late\n',
    );
    expect(late.exitCode).not.toBe(0);
    expect(await world.stored()).toEqual(theirs);

    await world.as(BEN).recheckRun(asked.id, 'Look again');
    const found = await eventually('the foreign version is seen', async () => {
      const run = await world.as(ANA).getRun(asked.id);
      return run.turn.task?.found && run;
    });
    expect(found).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(found.turn.question).toContain('says whether it is theirs');

    const password = 'by hand, over it';
    await world.changePassword(password);
    const again = await world.type(
      found.turn.task?.command ?? '',
      `${password}\n`,
    );
    expect(again.exitCode).toBe(0);
    expect(await world.stored()).toEqual({ ...before, password });
    await world.as(ANA).completeRun(asked.id, {
      reason: 'Changed in the partner’s portal',
      step: 'activate',
      version: found.turn.task?.writes,
    });
    expect(await world.atRest(asked.id)).toMatchObject({ step: 'revoke' });
  });
});
