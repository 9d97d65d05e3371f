import { MISTAKES } from './managers/Manager';
import { BadInputWorld } from './world/BadInputWorld';
import { KINDS, nameOf } from './world/configuration';

jest.setTimeout(480_000);

const ONE_LINE = /^[^\n\r]{10,600}$/;

let world: BadInputWorld;
beforeAll(async () => {
  world = await BadInputWorld.start();
});
afterAll(() => world?.stop());

describe.each(KINDS)('bad input at %s', kind => {
  it.each(MISTAKES)(
    '%s: the secret shows a reason in one line, and nothing is written',
    async mistake => {
      const input = world
        .manager(kind)
        .inputs.find(each => each.mistake === mistake);
      const name = nameOf(kind, mistake);
      const ref = { namespace: 'default', name };
      const { ready, checks } = await world.api.plan(ref);
      expect(ready).toBe(false);
      const failed = checks.filter(({ ok }) => !ok);
      expect(failed.length).toBeGreaterThan(0);
      for (const { message, fix } of failed) {
        expect(message).toMatch(ONE_LINE);
        expect(fix).toMatch(/^[^\n\r]{10,}$/);
      }

      const run = await world.run(name);
      process.stderr.write(`${kind}, ${mistake}: ${run.result}\n`);
      expect(run).toMatchObject({
        state: 'refused',
        result: expect.stringMatching(ONE_LINE),
      });
      expect(run.result).toMatch(input?.reason ?? /^$/);
      const { lastRun } = await world.api.getSecret(ref);
      expect(lastRun).toMatchObject({ id: run.id, result: run.result });
      expect(world.manager(kind).writes()).toEqual([]);
    },
  );

  it('beside them, a secret that is as it should be passes every check', async () => {
    const name = `${kind}-right`;
    const { checks } = await world.api.plan({ namespace: 'default', name });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.length).toBeGreaterThan(3);
    expect(world.manager(kind).writes()).toEqual([]);
  });
});

it('no value, no host and no text of a manager is in any log, answer or row', async () => {
  expect(await world.exposures()).toEqual([]);
});
