import assert from 'node:assert/strict';
import { UnavailableError } from '../../errors';
import { SecretValue } from '../../SecretValue';
import { nameOf, thrownBy } from '../cases/thrownBy';
import { canProbe, isChosen, rotatorCase, type RotatorCase } from './cases';
import { at } from './scene';

/** The questions that a rotator asks: preflight and probe. */
export const ASKING_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'preflight: finds nothing wrong on a healthy target, and writes nothing',
    {},
    async scene => {
      const checks = await scene.expectUntouched(() => scene.preflight());
      assert.ok(checks.length > 0);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
    },
  ),

  rotatorCase(
    'preflight: names a refused current value, with what to do',
    {},
    async scene => {
      scene.expectFailed(
        await scene.expectUntouched(() => scene.preflight(scene.refused)),
      );
    },
  ),

  rotatorCase(
    "preflight: names the administrator's missing right, with what to do",
    { needs: ['withoutRights'] },
    async scene => {
      const rotator = await scene.world.withoutRights();
      scene.expectFailed(
        await scene.expectUntouched(() => scene.preflight(scene.old, rotator)),
      );
    },
  ),

  rotatorCase(
    'preflight: a target that cannot be asked is a failed check, or unavailable',
    { needs: ['withoutServer'] },
    async scene => {
      const rotator = await scene.world.withoutServer();
      const asked = scene.preflight(scene.old, rotator);
      const error = await thrownBy(asked);
      scene.expectNoValueIn(error);
      if (error === undefined) scene.expectFailed(await asked);
      else assert.ok(error instanceof UnavailableError, nameOf(error));
    },
  ),

  rotatorCase(
    'probe: tells accepted from rejected, and touches nothing',
    { isFor: canProbe },
    async scene => {
      await scene.expectUntouched(async () => {
        await scene.expectAnswer(scene.old, 'accepted');
        await scene.expectAnswer(scene.refused, 'rejected');
      });
    },
  ),

  rotatorCase(
    'probe: answers nothing where nobody can be asked',
    { isFor: given => !canProbe(given) },
    async ({ rotator, options, old, refused }) => {
      for (const value of [old, refused])
        assert.deepEqual(await rotator.probe({ options, value }, at(7, 1)), []);
    },
  ),

  rotatorCase(
    'probe: rejects a new value that nobody has activated',
    { isFor: given => isChosen(given) && !given.isKnownAhead },
    async scene => scene.expectAnswer(await scene.make(), 'rejected'),
  ),

  rotatorCase(
    'probe: answers unknown for an endpoint that says nothing, for a wrong value too',
    { isFor: canProbe, needs: ['withSilentEndpoint'] },
    async scene => {
      const partly = await scene.world.withSilentEndpoint();
      for (const value of [scene.old, scene.refused]) {
        assert.deepEqual(
          (await scene.answers(value, partly)).sort(),
          [...(await scene.answers(value)), 'unknown'].sort(),
        );
      }
    },
  ),

  rotatorCase(
    'probe: answers unknown, without throwing, where nobody listens',
    { isFor: canProbe, needs: ['withoutServer'] },
    async scene => {
      const rotator = await scene.world.withoutServer();
      for (const value of [scene.old, scene.refused]) {
        const given = await scene.answers(value, rotator);
        assert.ok(given.length > 0);
        assert.deepEqual([...new Set(given)], ['unknown']);
      }
    },
  ),

  rotatorCase(
    'probe: answers unknown, without throwing, when its time is over',
    { isFor: canProbe },
    async scene => {
      const { old, rotator } = scene;
      const given = await scene.answers(old, rotator, AbortSignal.abort());
      assert.ok(given.length > 0);
      assert.deepEqual([...new Set(given)], ['unknown']);
    },
  ),

  rotatorCase(
    'probe: a value without the fields of its kind is not accepted, and throws nothing',
    {},
    async ({ rotator, options, declaration }) => {
      const value = SecretValue.of({ stray: { value: 'x', secret: true } });
      const probes = await rotator.probe({ options, value }, at(7, 1));
      assert.equal(probes.length > 0, canProbe(declaration));
      assert.ok(probes.every(({ answer }) => answer !== 'accepted'));
    },
  ),
];
