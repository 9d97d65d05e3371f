import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { WriteContext } from '../../contracts/effect';
import type {
  SecretStore,
  StagePlace,
  StorePath,
  StoreVersionId,
} from '../../contracts/SecretStore';
import { SecretValue } from '../../SecretValue';
import type { SecretStoreWorld } from './world';

/** One test's secret, its values and the run that works on it. */
export class Scene {
  readonly world: SecretStoreWorld;
  readonly store: SecretStore;
  readonly path: StorePath;
  readonly run: StagePlace;
  readonly context: WriteContext = {
    signal: new AbortController().signal,
    fence: { run: 12, epoch: 1 },
  };
  readonly #passwords: string[] = [];

  constructor(world: SecretStoreWorld) {
    this.world = world;
    this.store = world.store;
    this.path = world.place();
    this.run = { ...this.path, runId: 'R-12' };
  }

  /** A value that no other test has, with signs that encodings get wrong. */
  value(): SecretValue {
    const password = `${randomBytes(12).toString('hex')} "\\%41+&=é\n€`;
    this.#passwords.push(password);
    return SecretValue.of({
      username: { value: 'payments_a', secret: false },
      password: { value: password, secret: true },
    });
  }

  /** Makes a first version. */
  async seed(
    value = this.value(),
  ): Promise<{ id: StoreVersionId; value: SecretValue }> {
    return { id: await this.world.seed(this.path.path, value), value };
  }

  /** Stages a fresh value for the run. */
  async stage(value = this.value()): Promise<SecretValue> {
    await this.store.stage({ ...this.run, value }, this.context);
    return value;
  }

  async read(version: StoreVersionId): Promise<SecretValue | undefined> {
    return this.store.readVersion({ ...this.path, version }, this.context);
  }

  async currentId(): Promise<StoreVersionId | undefined> {
    return (await this.store.describe(this.path, this.context)).current;
  }

  /** What consumers read. */
  async current(): Promise<SecretValue | undefined> {
    const id = await this.currentId();
    return id === undefined ? undefined : this.read(id);
  }

  /** How many versions the path lists. */
  async versionCount(): Promise<number> {
    return (await this.store.describe(this.path, this.context)).versions.length;
  }

  /** Expects what consumers read, without printing it. */
  async expectCurrent(value: SecretValue): Promise<void> {
    expectSame(await this.current(), value);
  }

  async expectStaged(value: SecretValue | undefined): Promise<void> {
    expectSame(await this.store.readStaged(this.run, this.context), value);
  }

  /** Expects a kind of error, and that it shows no value of this test in any form. */
  async expectError(
    promise: Promise<unknown>,
    kind: abstract new (...given: never[]) => Error,
  ): Promise<void> {
    const error: unknown = await promise.then(
      () => undefined,
      thrown => thrown,
    );
    expect(error).toBeInstanceOf(kind);
    this.expectNoValueIn(error);
  }

  /** Expects that nothing printable of something shows a value of this test. */
  expectNoValueIn(something: unknown): void {
    const printed = [
      inspect(something, { depth: Infinity, showHidden: true }),
      JSON.stringify(something) ?? '',
      String(something),
      something instanceof Error ? something.stack ?? '' : '',
    ].join('\n');
    for (const form of this.#passwords.flatMap(formsOf)) {
      // Compared by hand: a failing matcher would print the value.
      expect(printed.includes(form)).toBe(false);
    }
  }
}

/** Expects two values to be equal, or both absent, without printing either. */
function expectSame(
  one: SecretValue | undefined,
  other: SecretValue | undefined,
): void {
  expect(one && other ? one.equals(other) : one === other).toBe(true);
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [
    text,
    // The random beginning alone is enough to know the value.
    text.split(' ')[0] ?? text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('hex'),
  ];
}
