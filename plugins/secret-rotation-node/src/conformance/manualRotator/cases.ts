import assert from 'node:assert/strict';
import { MisconfiguredError } from '../../errors';
import { SecretValue } from '../../SecretValue';
import { inTime, type ManualScene } from './scene';

/** One promise, and how it is checked. */
export interface ManualCase {
  readonly name: string;
  /** Whether the other side has to be asked. */
  readonly needsByHand?: true;
  check(scene: ManualScene): Promise<void>;
}

const STEPS = ['activate', 'revoke'] as const;

/** What holds for every rotator by hand. */
const TASK_CASES: readonly ManualCase[] = [
  {
    name: 'declaration: is what the rotator says of itself',
    async check({ declaration, world: { rotator } }) {
      assert.equal(rotator.issues, declaration.issues);
      assert.equal(rotator.overlap, declaration.overlap);
      assert.equal(rotator.usage, declaration.usage);
      assert.equal(
        rotator.probing ?? 'logins',
        declaration.probing ?? 'logins',
      );
      assert.equal(declaration.fencing, 'none');
    },
  },
  {
    name: 'options: of a wrong shape are refused with what to do',
    async check({ world: { rotator } }) {
      for (const wrong of [undefined, null, 'text', { unknown: 1 }]) {
        assert.throws(
          () => rotator.parseOptions(wrong),
          (error: unknown) =>
            error instanceof MisconfiguredError && error.fix !== '',
        );
      }
    },
  },
  {
    name: 'accounts: follow from the options alone, one for both values',
    async check({ options, world: { rotator, current } }) {
      const [account, ...others] = rotator.accounts(options);
      assert.deepEqual(others, []);
      assert.deepEqual(rotator.chooseAccounts(options, current), {
        old: account,
        new: account,
      });
      assert.deepEqual(rotator.chooseAccounts(options, undefined), {
        new: account,
      });
    },
  },
  {
    name: 'preflight: finds nothing wrong where nothing is',
    async check(scene) {
      const checks = await scene.preflight(scene.world.current);
      assert.ok(checks.length > 0);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
    },
  },
  {
    name: 'task: says what to do in each step, in one sentence and in detail',
    async check(scene) {
      for (const step of STEPS) {
        const { title, instructions } = scene.task(step);
        assert.ok(title && !title.includes('\n'));
        assert.ok(instructions);
      }
      assert.notDeepEqual(scene.task('activate'), scene.task('revoke'));
    },
  },
  {
    name: 'task: is the same each time it is asked for',
    async check(scene) {
      for (const step of STEPS) {
        assert.deepEqual(scene.task(step), scene.task(step));
      }
    },
  },
  {
    name: 'task: leads to web pages alone',
    async check(scene) {
      for (const step of STEPS) {
        const { link } = scene.task(step);
        assert.ok(
          link === undefined ||
            ['http:', 'https:'].includes(new URL(link).protocol),
        );
      }
    },
  },
  {
    name: 'sessions: none is listed',
    async check({ options, world: { rotator } }) {
      const [account] = rotator.accounts(options);
      const input = { options, account };
      assert.deepEqual(await rotator.sessions(input, inTime()), []);
    },
  },
  {
    name: 'secrecy: neither the rotator nor what it returns shows a value',
    async check(scene) {
      const { world } = scene;
      for (const shown of [
        world.rotator,
        scene.task('activate'),
        scene.task('revoke'),
        await scene.preflight(world.current),
        await scene.answers(world.current),
      ]) {
        scene.expectNoValueIn(shown);
      }
    },
  },
];

/** What holds where the other side can be asked. */
const PROBE_CASES: readonly ManualCase[] = [
  {
    name: 'probe: follows a rotation by a person: old and new as declared, then the new one alone',
    needsByHand: true,
    async check(scene) {
      const { byHand, declaration, world } = scene;
      await scene.expectAnswer(world.current, 'accepted');
      const next = await byHand.makeValue();
      await scene.expectAnswer(next, 'accepted');
      await scene.expectAnswer(
        world.current,
        declaration.overlap === 'dual' ? 'accepted' : 'rejected',
      );
      await byHand.refuse(world.current);
      await scene.expectAnswer(world.current, 'rejected');
      await scene.expectAnswer(next, 'accepted');
    },
  },
  {
    name: 'probe: answers unknown, without throwing, where the other side is silent',
    needsByHand: true,
    async check(scene) {
      await scene.byHand.fallSilent();
      await scene.expectAnswer(scene.world.current, 'unknown');
      await scene.byHand.answer();
      await scene.expectAnswer(scene.world.current, 'accepted');
    },
  },
  {
    name: 'probe: answers unknown, without throwing, when its time is over',
    needsByHand: true,
    async check(scene) {
      const signal = AbortSignal.abort();
      const given = await scene.answers(scene.world.current, { signal });
      assert.deepEqual([...new Set(given)], ['unknown']);
    },
  },
  {
    name: 'probe: a value without the fields of its kind is not accepted, and throws nothing',
    needsByHand: true,
    async check(scene) {
      const stray = SecretValue.of({ stray: { value: 'x', secret: true } });
      const given = await scene.answers(stray);
      assert.ok(given.length > 0 && !given.includes('accepted'));
    },
  },
  {
    name: 'preflight: names a refused current value, and one that cannot be tried, with what to do',
    needsByHand: true,
    async check(scene) {
      const { byHand, world } = scene;
      const failed = async () => {
        const checks = await scene.preflight(world.current);
        scene.expectNoValueIn(checks);
        return checks.filter(({ ok, fix }) => !ok && fix).length;
      };
      await byHand.fallSilent();
      assert.ok((await failed()) > 0, 'Silence is no failed check');
      await byHand.answer();
      await byHand.refuse(world.current);
      assert.ok((await failed()) > 0, 'A refusal is no failed check');
    },
  },
  {
    name: 'secrecy: no value is where the other side would log it',
    needsByHand: true,
    async check(scene) {
      const { byHand, world } = scene;
      const next = await byHand.makeValue();
      await scene.answers(world.current);
      await scene.answers(next);
      const log = await byHand.log();
      assert.ok(log.length > 0, 'The other side has logged nothing');
      scene.expectNoValueIn(log, next);
    },
  },
];

/** Everything that the contract of `ManualRotator` promises. */
export const MANUAL_CASES: readonly ManualCase[] = [
  ...TASK_CASES,
  ...PROBE_CASES,
];
