import assert from 'node:assert/strict';
import { thrownBy } from '../cases/thrownBy';
import { isDual, rotatorCase, writes, type RotatorCase } from './cases';
import { at, overAt } from './scene';

/** Values stay inside of SecretValue, and out of the server's log. */
export const SECRECY_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'secrecy: neither the rotator nor what it returns shows a value',
    {},
    async scene => {
      const { rotator, options, accounts } = scene;
      await scene.makeAndActivate(at(8, 1));
      for (const shown of [
        rotator,
        accounts,
        scene.next,
        await scene.preflight(),
        await scene.preflight(scene.refused),
        await rotator.probe({ options, value: scene.next }, at(8, 1)),
        await scene.sessions(accounts.new),
        await scene.revokeOld(at(8, 1)),
      ]) {
        scene.expectNoValueIn(shown);
      }
    },
  ),

  rotatorCase('secrecy: what is thrown shows no value', {}, async scene => {
    await scene.makeAndActivate(at(8, 1));
    const value = scene.world.foreign ?? scene.refused;
    for (const fail of [
      () => scene.activate(at(7, 1)),
      () => scene.revokeOld(at(7, 1)),
      () => scene.activate(overAt(9, 1)),
      () => scene.activate(at(9, 1), { value }),
    ]) {
      scene.expectNoValueIn(await thrownBy(fail()));
    }
  }),

  rotatorCase(
    "secrecy: a whole rotation leaves no value in the server's log",
    { needs: ['serverLog'] },
    async scene => {
      await scene.preflight();
      await scene.makeAndActivate();
      await scene.answers(scene.next);
      if (isDual(scene.declaration)) await scene.revokeNew();
      await scene.answers(scene.next);
      await scene.answers(scene.refused);
      const log = await scene.world.serverLog();
      assert.ok(log.length > 0, 'The server has logged nothing');
      scene.expectNoValueIn(log);
    },
  ),

  rotatorCase(
    "secrecy: an error that the server is forced into leaves no value in the server's log",
    { isFor: writes, needs: ['serverLog', 'withoutRights'] },
    async scene => {
      const rotator = await scene.world.withoutRights();
      const before = (await scene.world.serverLog()).length;
      await thrownBy(scene.make({ rotator }));
      await scene.make();
      await thrownBy(scene.activate(at(7, 1), { rotator }));
      await scene.activate();
      await thrownBy(scene.revokeOld(at(7, 1), { rotator }));
      const log = await scene.world.serverLog();
      assert.ok(log.length > before, 'The server has logged nothing');
      scene.expectNoValueIn(log);
    },
  ),
];
