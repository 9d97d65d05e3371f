import { inspect } from 'node:util';
import type { Finding } from '@keyturn/backstage-plugin-secret-rotation-common';
import type {
  ConsumerAdapter,
  ConsumerEntity,
  InstanceId,
  InstanceObservation,
} from '../contracts/ConsumerAdapter';
import { storeVersionId, type StoreVersionId } from '../contracts/SecretStore';
import { UnavailableError } from '../errors';
import { SecretValue } from '../SecretValue';

/** What an instance of the world has loaded and how it says so. @public */
export interface InstanceUse {
  /** The path under which it names the secret. */
  readonly path: string;
  /** The id that it names. */
  readonly version: StoreVersionId;
  /** The value that it holds, with which it proves itself. */
  readonly value: SecretValue;
  /** `proof`: it proves the value that it holds; `word`: it names the version and proves nothing. */
  readonly shows: 'proof' | 'word';
}

/** How an instance of the world meets requests. @public */
export type InstanceManner =
  | 'answers'
  /** Nothing listens there. */
  | 'unreachable'
  /** It takes the request and never answers. */
  | 'hangs'
  /** It refuses the credential of the operator's entry. */
  | 'denies'
  /** Its answer has the wrong shape. */
  | 'babbles'
  /** Its answer does not end. */
  | 'floods';

/** One real or wire-true instance of the consumer, and the hand that sets it. @public */
export interface ConformanceInstance {
  /** The id that the adapter must report when this instance answers. */
  readonly id: InstanceId;
  /** Sets what it has loaded. */
  setUse(use: InstanceUse): void | Promise<void>;
  /** Sets how it meets requests. */
  setManner(manner: InstanceManner): void | Promise<void>;
  /** Sets its health. */
  setHealth(health: 'healthy' | 'ill'): void | Promise<void>;
  /** How often it restarted or reloaded for a version. */
  restarts(version: StoreVersionId): number | Promise<number>;
  /** How many requests that could change something it got. */
  writes(): number | Promise<number>;
}

/** A consumer of at least two instances behind the adapter, all healthy and answering. @public */
export interface ConsumerWorld {
  readonly adapter: ConsumerAdapter;
  readonly consumer: ConsumerEntity;
  readonly instances: readonly ConformanceInstance[];
  close(): Promise<void>;
}

/** The promises that a world may be unable to put to the test. @public */
export type ConsumerPromise =
  | 'proves'
  | 'claims'
  | 'permission-denied'
  | 'bad-format'
  | 'bounded';

/** @public */
export interface ConsumerConformanceOptions {
  /**
   * Promises that this peer cannot be held to, each with the reason. They are listed as skipped under that reason and
   * must be shown on another peer.
   */
  exempt?: Partial<Record<ConsumerPromise, string>>;
}

const PATH = 'payments/db-login';
const OLD = storeVersionId('41');
const NEW = storeVersionId('42');
const OLD_VALUE = login('payments_a', 'old-password-Xq7vT2');
const NEW_VALUE = login('payments_b', 'new-password-Zr4kM9');
const CANDIDATES = new Map([
  [OLD, OLD_VALUE],
  [NEW, NEW_VALUE],
]);

function login(username: string, password: string): SecretValue {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: password, secret: true },
  });
}

/**
 * Holds a {@link ConsumerAdapter} to its contract. Needs the globals of Jest.
 * @param name - of the adapter, for the test's title
 * @param createWorld - makes a fresh consumer; give the adapter a patience of at most a second
 * @public
 */
export function describeConsumerAdapter(
  name: string,
  createWorld: () => Promise<ConsumerWorld>,
  options: ConsumerConformanceOptions = {},
): void {
  describe(`${name} keeps the contract of ConsumerAdapter`, () => {
    let world: ConsumerWorld;

    beforeEach(async () => {
      world = await createWorld();
      await Promise.all(world.instances.map(each => each.setUse(using(OLD))));
    });
    afterEach(() => world.close());

    function promise(
      code: ConsumerPromise | undefined,
      title: string,
      check: () => Promise<void>,
    ) {
      const reason = code && options.exempt?.[code];
      if (reason) {
        it.skip(`${title} (exempt: ${reason})`, check);
      } else {
        it(title, check);
      }
    }

    const observe = (signal = new AbortController().signal) =>
      world.adapter.observe(
        { consumer: world.consumer, path: PATH, candidates: CANDIDATES },
        { signal },
      );
    const reload = (version = NEW, signal = new AbortController().signal) =>
      world.adapter.reload(
        { consumer: world.consumer, path: PATH, version },
        { signal, fence: { run: 7, epoch: 1 } },
      );
    const observeFirst = async (): Promise<InstanceObservation> => {
      const { instances } = await observe();
      expect(instances).toHaveLength(world.instances.length);
      const first = instances.find(({ id }) => id === world.instances[0].id);
      return first ?? instances[0];
    };

    it('reports every instance by its own id, with its health', async () => {
      await world.instances[0].setHealth('ill');
      const { instances, source } = await observe();
      expect(source).not.toBe('');
      expect(healthById(instances)).toEqual(
        new Map(
          world.instances.map(({ id }, index) => [
            id,
            index === 0 ? 'ill' : 'healthy',
          ]),
        ),
      );
    });

    it('reports a silent instance too, proving nothing and unreachable', async () => {
      await world.instances[1].setManner('unreachable');
      const { instances } = await observe();
      expect(instances).toHaveLength(world.instances.length);
      expect(instances.filter(isUnreachable)).toEqual([
        expect.objectContaining({ strength: 'none', health: 'unknown' }),
      ]);
    });

    promise('proves', 'proves each instance by its own value', async () => {
      await world.instances[0].setUse(using(NEW));
      const { instances } = await observe();
      const byId = new Map(instances.map(each => [each.id, each]));
      world.instances.forEach(({ id }, index) =>
        expect(byId.get(id)).toMatchObject({
          strength: 'proven',
          version: index === 0 ? NEW : OLD,
        }),
      );
    });

    promise('claims', 'takes a bare version as a claim, no more', async () => {
      await world.instances[0].setUse({ ...using(NEW), shows: 'word' });
      expect(await observeFirst()).toMatchObject({
        strength: 'claimed',
        version: NEW,
      });
    });

    promise('proves', 'takes the proven version over the named', async () => {
      await world.instances[0].setUse({ ...using(OLD), version: NEW });
      expect(await observeFirst()).toMatchObject({
        strength: 'proven',
        version: OLD,
      });
    });

    promise('proves', 'takes a wrong proof as none, stale-cache', async () => {
      await world.instances[0].setUse({
        ...using(NEW),
        value: login('payments_b', 'a-password-nobody-knows'),
      });
      expect(await observeFirst()).toMatchObject({
        strength: 'none',
        finding: 'stale-cache',
      });
    });

    it('finds wrong-path when the instance uses another path', async () => {
      await world.instances[0].setUse({ ...using(NEW), path: 'other/path' });
      expect(await observeFirst()).toMatchObject({
        strength: 'none',
        finding: 'wrong-path',
      });
    });

    const findsWhenInstance =
      (code: Finding, manner: InstanceManner) => async () => {
        await world.instances[0].setManner(manner);
        const { instances } = await observe();
        expect(instances).toHaveLength(world.instances.length);
        expect(instances.filter(each => each.finding === code)).toEqual([
          expect.objectContaining({ strength: 'none' }),
        ]);
      };
    promise(
      'permission-denied',
      'finds permission-denied when an instance refuses the credential',
      findsWhenInstance('permission-denied', 'denies'),
    );
    promise(
      'bad-format',
      'finds bad-format when an answer has the wrong shape',
      findsWhenInstance('bad-format', 'babbles'),
    );

    promise('bounded', 'reads no endless answer', async () => {
      await world.instances[0].setManner('floods');
      const { instances } = await observe();
      expect(instances).toHaveLength(world.instances.length);
      expect(instances.filter(each => each.strength === 'none')).toHaveLength(
        1,
      );
    });

    it('gives up by itself on an instance that hangs', async () => {
      await world.instances[1].setManner('hangs');
      const { instances } = await observe();
      expect(instances.filter(isUnreachable)).toHaveLength(1);
    });

    it('changes nothing when it observes', async () => {
      const before = await Promise.all(world.instances.map(i => i.writes()));
      await observe();
      await observe();
      expect(await Promise.all(world.instances.map(i => i.writes()))).toEqual(
        before,
      );
    });

    it('tells every instance to reload, and restarts none twice for one version', async () => {
      const all = world.instances.length;
      expect(await reload()).toEqual({ told: all });
      expect(await reload()).toEqual({ told: all });
      for (const each of world.instances) {
        expect(await each.restarts(NEW)).toBe(1);
      }
      await reload(OLD);
      for (const each of world.instances) {
        expect(await each.restarts(OLD)).toBe(1);
        expect(await each.restarts(NEW)).toBe(1);
      }
    });

    it('does not call a reload done before every instance was told, and tells the others', async () => {
      await world.instances[0].setManner('unreachable');
      await expect(reload()).rejects.toThrow(UnavailableError);
      expect(await world.instances[1].restarts(NEW)).toBe(1);
      await world.instances[0].setManner('answers');
      await reload();
      expect(await world.instances[0].restarts(NEW)).toBe(1);
      expect(await world.instances[1].restarts(NEW)).toBe(1);
    });

    it('ends at once, as unavailable, when the deadline aborts', async () => {
      const over = AbortSignal.abort();
      await expect(observe(over)).rejects.toThrow(UnavailableError);
      await expect(reload(NEW, over)).rejects.toThrow(UnavailableError);
      expect(await world.instances[0].restarts(NEW)).toBe(0);

      await Promise.all(world.instances.map(i => i.setManner('hangs')));
      const soon = new AbortController();
      const asked = Promise.allSettled([
        observe(soon.signal),
        reload(NEW, soon.signal),
      ]);
      soon.abort();
      expect(await asked).toEqual([
        { status: 'rejected', reason: expect.any(UnavailableError) },
        { status: 'rejected', reason: expect.any(UnavailableError) },
      ]);
    });

    it('shows no value in what it returns, throws or is', async () => {
      const shown: unknown[] = [world.adapter];
      // An instance that puts the value where its version id belongs.
      await world.instances[0].setUse({
        ...using(NEW),
        version: storeVersionId(NEW_VALUE.reveal('password')),
      });
      shown.push(await observe());
      for (const manner of ['denies', 'babbles', 'unreachable'] as const) {
        await world.instances[0].setManner(manner);
        shown.push(await observe());
        shown.push(await reload().catch(error => error));
      }
      const text = shown.map(printed).join('\n');
      for (const value of CANDIDATES.values()) {
        for (const form of formsOf(value.reveal('password'))) {
          expect(text).not.toContain(form);
        }
      }
    });
  });
}

function using(version: StoreVersionId): InstanceUse {
  const value = version === NEW ? NEW_VALUE : OLD_VALUE;
  return { path: PATH, version, value, shows: 'proof' };
}

function isUnreachable(each: InstanceObservation): boolean {
  return each.finding === 'unreachable';
}

function healthById(instances: readonly InstanceObservation[]) {
  return new Map(instances.map(({ id, health }) => [id, health]));
}

function printed(what: unknown): string {
  const deep = inspect(what, { depth: 20, showHidden: true });
  const stack = what instanceof Error ? what.stack ?? '' : '';
  return [deep, stack, JSON.stringify(what)].join('\n');
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, bytes.toString('base64'), bytes.toString('hex')];
}
