import type {
  ConsumerObservation,
  InstanceObservation,
} from '../../contracts/ConsumerAdapter';
import type { Fence } from '../../contracts/fence';
import {
  storeVersionId,
  type StoreVersionId,
} from '../../contracts/SecretStore';
import { SecretValue } from '../../SecretValue';
import type { ConformanceInstance, ConsumerWorld, InstanceUse } from './world';

/** The secret of the scene. */
const PATH = 'payments/db-login';
/** The id of the version that all instances use at first. */
export const OLD = storeVersionId('41');
/** The id of the version that they are to use. */
export const NEW = storeVersionId('42');
/** The value of each version. */
export const CANDIDATES: ReadonlyMap<StoreVersionId, SecretValue> = new Map([
  [OLD, login('payments_a', 'old-password-Xq7vT2')],
  [NEW, login('payments_b', 'new-password-Zr4kM9')],
]);

/** A value of a public and a secret field. */
export function login(username: string, password: string): SecretValue {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: password, secret: true },
  });
}

/** An honest use of a version. */
export function using(version: StoreVersionId): InstanceUse {
  const value = CANDIDATES.get(version);
  if (!value) {
    throw new Error(`The scene has no version ${version}`);
  }
  return { path: PATH, version, value, shows: 'proof' };
}

/** One test's consumer, all instances on the old version. */
export class Scene {
  constructor(readonly world: ConsumerWorld, readonly delivers = false) {}

  /** The instance that a test sets. */
  get first(): ConformanceInstance {
    return this.world.instances[0];
  }

  /** Another one. */
  get second(): ConformanceInstance {
    return this.world.instances[1];
  }

  async observe(
    signal = new AbortController().signal,
  ): Promise<ConsumerObservation> {
    const { adapter, consumer } = this.world;
    return adapter.observe(
      { consumer, path: PATH, candidates: CANDIDATES },
      { signal },
    );
  }

  async reload(
    version = NEW,
    signal = new AbortController().signal,
  ): Promise<{ told: number }> {
    const { adapter, consumer } = this.world;
    const fence = { run: 7, epoch: 1 };
    if (this.delivers) await this.deliver(version, fence, signal);
    return adapter.reload({ consumer, path: PATH, version }, { signal, fence });
  }

  async deliver(
    version: StoreVersionId,
    fence: Fence,
    signal = new AbortController().signal,
  ): Promise<void> {
    const { adapter, consumer } = this.world;
    const { value } = using(version);
    await adapter.deliver?.(
      { consumer, path: PATH, version, value },
      { signal, fence },
    );
  }

  /** What is observed of the first instance; every expected instance must be in the list. */
  async observeFirst(): Promise<InstanceObservation> {
    const { instances } = await this.observe();
    expect(instances).toHaveLength(this.world.instances.length);
    const first = instances.find(({ id }) => id === this.first.id);
    if (!first) {
      throw new Error('The first instance was not reported by its own id');
    }
    return first;
  }

  /** What is observed of the instances that prove nothing for this reason. */
  async observeFinding(finding: string): Promise<InstanceObservation[]> {
    const { instances } = await this.observe();
    expect(instances).toHaveLength(this.world.instances.length);
    return instances.filter(each => each.finding === finding);
  }
}

/** Declares a test, or lists it as skipped with the reason of its exemption. */
export function unlessExempt(
  reason: string | undefined,
  title: string,
  check: () => Promise<void>,
): void {
  if (reason === undefined) {
    it(title, check);
  } else {
    it.skip(`${title} (exempt: ${reason})`, check);
  }
}
