import { TestDatabases } from '@backstage/backend-test-utils';
import {
  InMemoryIssuer,
  InMemorySingleSlot,
} from '../__testUtils__/InMemoryAccount';
import {
  currentIsAccepted,
  oneAccountWorld,
} from '../__testUtils__/oneAccountWorld';
import type { RotationWorld } from '../__testUtils__/RotationWorld';
import type { Policy } from '../configuration';

jest.setTimeout(120_000);

const databases = TestDatabases.create();
const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };

const create = <T extends InMemoryIssuer | InMemorySingleSlot>(
  id: Parameters<typeof databases.init>[0],
  Target: new (original: RotationWorld['original']) => T,
  policy: Partial<Policy> = {},
) => oneAccountWorld(databases, id, Target, { policy });

const COMMITS = ['before:commit', 'after:commit'];

describe.each(databases.eachSupportedId())(
  'a target that issues the values, on %s',
  id => {
    it('issues one, keeps the old one until every consumer has the new one, and refuses the old one then', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      const { run, versions } = await world.drain(await world.start());

      expect(run.state).toBe('succeeded');
      expect(target.issued).toBe(1);
      expect(target.accepted).toEqual(['issued-1']);
      expect(versions.map(({ state }) => state)).toEqual([
        'destroyed',
        'current',
      ]);
      const became = versions.find(({ state }) => state === 'current');
      expect(target.keptSince?.getTime()).toBe(became?.currentAt);
      expect(target.toldToRefuse).toEqual(['original-password']);
    });

    it('refuses the old value also where the account has several names', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      target.alsoNamed = ['payments_also'];
      const { run } = await world.drain(await world.start());

      expect(run.state).toBe('succeeded');
      expect(target.accepted).toEqual(['issued-1']);
    });

    it('leaves no orphan when the answer is lost', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      target.losesAnswers = 1;
      const { run } = await world.drain(await world.start());

      expect(run.state).toBe('succeeded');
      expect(target.accepted).toEqual([`issued-${target.issued}`]);
    });

    it.each([
      'after:effect:rotator.issue',
      'before:effect:store.stage',
      'after:effect:store.stage',
      'after:effect:rotator.activate',
      'after:effect:store.promote',
      'after:effect:rotator.revoke',
      ...COMMITS,
    ])('ends with one credential when the worker dies at %s', async place => {
      const { world, target } = await create(id, InMemoryIssuer);
      world.crash.armed = place;
      const { run } = await world.drain(await world.start());

      expect(world.crash.hits).toBe(1);
      expect(run.state).toBe('succeeded');
      expect(target.accepted).toHaveLength(1);
      expect(currentIsAccepted(world, target)).toBe(true);
    });

    it('leaves no orphan when the worker dies before the store has it, and the run is turned back then', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      world.crash.armed = 'after:effect:rotator.issue';
      const runId = await world.start();
      await world.drain(runId, () => world.crash.hits > 0);
      expect(target.accepted).toEqual(['original-password', 'issued-1']);

      await world.service.rollbackRun(runId, ANA, 'not today');
      const { run } = await world.drain(runId);

      expect(run.state).toBe('rolled-back');
      expect(target.accepted).toEqual(['original-password']);
    });

    it('refuses what was issued when the run is rolled back', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start();
      await world.drain(runId);
      await world.service.rollbackRun(runId, ANA, 'not today');
      const { run } = await world.drain(runId);

      expect(run.state).toBe('rolled-back');
      expect(target.accepted).toEqual(['original-password']);
      expect(target.toldToRefuse).toEqual(['issued-1']);
    });

    it('ends the sessions of the refused value after a rollback too, by when the old one became current again', async () => {
      const { world, target } = await create(id, InMemoryIssuer);
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start();
      const before = await world.drain(runId);
      const promotedAt = before.versions.find(
        ({ state }) => state === 'current',
      )?.currentAt;
      await world.service.rollbackRun(runId, ANA, 'not today');
      const { versions } = await world.drain(runId);

      const restored = versions.find(({ state }) => state === 'current');
      expect(restored?.backAt).toBeGreaterThan(Number(promotedAt));
      expect(target.keptSince).toEqual(new Date(Number(restored?.backAt)));
    });
  },
);

describe.each(databases.eachSupportedId())(
  'a target that accepts one value at a time, on %s',
  id => {
    it('is refused with zero writes unless the policy accepts the interruption', async () => {
      const { world, target } = await create(id, InMemorySingleSlot);
      const { run } = await world.drain(await world.start());

      expect(run.state).toBe('refused');
      expect(run.result).toContain('accepts one value at a time');
      expect(target.accepted).toEqual(['original-password']);
    });

    it('is rotated with consent, and knows no way back from activate on', async () => {
      const { world, target } = await create(id, InMemorySingleSlot, {
        acceptsInterruption: true,
      });
      const runId = await world.start();
      world.consumers.service('checkout', world.path).isDeaf = true;
      await world.drain(runId);
      await expect(
        world.service.rollbackRun(runId, ANA, 'not today'),
      ).rejects.toThrow();
      world.consumers.service('checkout', world.path).isDeaf = false;
      await world.service.recheckRun(runId, ANA, 'it hears again');
      const { run } = await world.drain(runId);

      expect(run.state).toBe('succeeded');
      expect(target.accepted).toEqual(['single-1']);
    });

    it.each([
      'before:effect:rotator.activate',
      'after:effect:rotator.activate',
      'before:effect:store.promote',
      'after:effect:store.promote',
      ...COMMITS,
    ])(
      'always has a value in the store that works when the worker dies at %s',
      async place => {
        const { world, target } = await create(id, InMemorySingleSlot, {
          acceptsInterruption: true,
        });
        world.crash.armed = place;
        const { run } = await world.drain(await world.start());

        expect(world.crash.hits).toBe(1);
        expect(run.state).toBe('succeeded');
        expect(currentIsAccepted(world, target)).toBe(true);
      },
    );
  },
);
