import type {
  ConsumerEntity,
  HealthObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '../../errors';
import { expectNoTextIn } from '../cases/printed';
import type { HealthSourceManner, HealthWorld } from './world';

export type { HealthSourceManner, HealthWorld } from './world';

const TROUBLES: readonly HealthSourceManner[] = [
  'unreachable',
  'denies',
  'babbles',
  'floods',
];
const SPOKEN = [UnavailableError, PermissionDeniedError, MisconfiguredError];

/** Names that would break out of whatever a source asks with, were they taken as they are. */
const HOSTILE_NAMES = [
  '.*',
  '',
  '"} or vector(1) #',
  "'; drop table health; --",
  'a b',
  '../other',
  '{{name}}',
  '\\',
  '\n',
];

/**
 * Holds a `HealthSource` to its contract. Needs the globals of Jest.
 * @param name - of the source, for the tests' title
 * @param createWorld - makes a fresh world for each test
 * @public
 */
export function describeHealthSource(
  name: string,
  createWorld: () => Promise<HealthWorld>,
): void {
  describe(`${name} keeps the contract of HealthSource`, () => {
    let world: HealthWorld;
    beforeEach(async () => {
      world = await createWorld();
    });
    afterEach(async () => {
      await world?.close();
    });

    const observe = (
      consumer: ConsumerEntity = world.consumers[0],
      signal = new AbortController().signal,
    ) => world.source.observe({ consumer }, { signal });

    it('says how well a consumer is, and changes its word with it', async () => {
      expect(world.source.title).not.toBe('');
      for (const health of ['healthy', 'ill', 'healthy'] as const) {
        await world.setHealth(world.consumers[0], health);
        expect(await observe()).toEqual({ health });
      }
    });

    it('tells one consumer from another', async () => {
      const [one, other] = world.consumers;
      await world.setHealth(one, 'ill');
      await world.setHealth(other, 'healthy');
      expect(await observe(one)).toEqual({ health: 'ill' });
      expect(await observe(other)).toEqual({ health: 'healthy' });
    });

    it('does not take the health of one for that of another of which nothing is known', async () => {
      const [one, other] = world.consumers;
      await world.setHealth(one, 'healthy');
      expect(await observe(other)).toEqual({ health: 'unknown' });
    });

    it('calls nobody healthy whose name would break out of what it asks', async () => {
      const [one, other] = world.consumers;
      await world.setHealth(one, 'healthy');
      await world.setHealth(other, 'healthy');
      for (const hostile of HOSTILE_NAMES) {
        const consumer = { ...one, name: hostile };
        expect(await wordOf(observe(consumer))).toBe('unknown');
      }
    });

    it.each(TROUBLES)('knows nothing where the other side %s', async manner => {
      await world.setHealth(world.consumers[0], 'healthy');
      await world.setManner(manner);
      expect(await wordOf(observe())).toBe('unknown');
      await world.setManner('answers');
      expect(await observe()).toEqual({ health: 'healthy' });
    });

    it('begins nothing when the deadline is over', async () => {
      const before = await world.requests();
      await expect(
        observe(world.consumers[0], AbortSignal.abort()),
      ).rejects.toThrow(UnavailableError);
      expect(await world.requests()).toBe(before);
    });

    it('ends what hangs at the deadline, as unavailable', async () => {
      await world.setManner('hangs');
      const deadline = new AbortController();
      const asked = observe(world.consumers[0], deadline.signal);
      deadline.abort();
      await expect(asked).rejects.toThrow(UnavailableError);
    });

    it('changes nothing', async () => {
      await observe();
      expect(await world.writes()).toBe(0);
    });

    it('shows no credential in what it returns, throws or is', async () => {
      const shown: unknown[] = [world.source, await observe()];
      for (const manner of TROUBLES) {
        await world.setManner(manner);
        shown.push(await observe().catch(error => error));
      }
      expect(world.credentials).not.toEqual([]);
      shown.forEach(each => expectNoTextIn(each, world.credentials));
    });
  });
}

/** What a run takes an answer for: an error of the vocabulary says that nothing is known. */
async function wordOf(asked: Promise<HealthObservation>): Promise<string> {
  try {
    return (await asked).health;
  } catch (error) {
    expect(SPOKEN.some(kind => error instanceof kind)).toBe(true);
    return 'unknown';
  }
}
