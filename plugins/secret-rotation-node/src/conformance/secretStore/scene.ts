import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WriteContext } from '../../contracts/effect';
import type {
  SecretStore,
  StagePlace,
  StoreDescription,
  StorePath,
  StoreVersionId,
} from '../../contracts/SecretStore';
import { MisconfiguredError, UnavailableError } from '../../errors';
import { SecretValue } from '../../SecretValue';
import { outlineOf } from '../../stores';
import { expectNoTextIn } from '../cases/printed';
import { nameOf, thrownBy } from '../cases/thrownBy';
import type { SecretStoreWorld, StoreRefusal } from './world';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** One case's secret, its values and the run that works on it. */
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

  /** A value that no other case has, with signs that encodings get wrong. */
  value(
    password = `${randomBytes(12).toString('hex')} "\\%41+&=é\n€`,
  ): SecretValue {
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

  /** Makes the staged value current. */
  async promote(
    expected: StoreVersionId | undefined,
    store = this.store,
  ): Promise<StoreVersionId> {
    return store.promote({ ...this.run, expected }, this.context);
  }

  async describe(): Promise<StoreDescription> {
    return this.store.describe(this.path, this.context);
  }

  async read(version: StoreVersionId): Promise<SecretValue | undefined> {
    return this.store.readVersion({ ...this.path, version }, this.context);
  }

  async currentId(): Promise<StoreVersionId | undefined> {
    return (await this.describe()).current;
  }

  /** What consumers read. */
  async current(): Promise<SecretValue | undefined> {
    const id = await this.currentId();
    return id === undefined ? undefined : this.read(id);
  }

  /** How many versions of the path can be read. What was taken back may stay listed for a while. */
  async versionCount(): Promise<number> {
    const { versions } = await this.describe();
    return versions.filter(({ readable }) => readable).length;
  }

  /** Asks until the store answers: a client may pause before it looks for its server again. */
  async untilAnswered(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    while ((await thrownBy(this.describe())) instanceof UnavailableError) {
      await delay(PAUSE_MS, undefined, { signal: patience });
    }
  }

  /** Expects what consumers read, without printing it. */
  async expectCurrent(value: SecretValue): Promise<void> {
    expectSame(await this.current(), value, 'What consumers read');
  }

  async expectStaged(value: SecretValue | undefined): Promise<void> {
    expectSame(
      await this.store.readStaged(this.run, this.context),
      value,
      'What is staged',
    );
  }

  /** Expects a kind of error, and that it shows no value of this case in any form. */
  async expectError(
    promise: Promise<unknown>,
    kind: abstract new (...given: never[]) => Error,
  ): Promise<void> {
    const error = await thrownBy(promise);
    this.expectNoValueIn(error);
    assert.ok(
      error instanceof kind,
      `${kind.name} was due, and came ${nameOf(error)}`,
    );
  }

  /** Expects a kind of error where the server refuses from the first request on. */
  async expectRefused(
    refusal: StoreRefusal,
    kind: abstract new (...given: never[]) => Error,
    what: string,
    call: (store: SecretStore) => Promise<unknown>,
  ): Promise<unknown> {
    const refused = await this.world.intercept(
      { request: 1, moment: 'before' },
      async () => refusal,
    );
    try {
      const error = await thrownBy(call(refused.store));
      this.expectNoValueIn(error);
      assert.ok(
        error instanceof kind,
        `${what}: ${kind.name} was due, and came ${nameOf(error)}`,
      );
      return error;
    } finally {
      await refused.close();
    }
  }

  /** Expects that a value is refused beforehand in one line and by `stage`, and that nothing is staged. */
  async expectValueRefused(value: SecretValue): Promise<void> {
    const checks = await this.store.checkValue(
      { ...this.path, outline: outlineOf(value) },
      this.context,
    );
    const failed = checks.filter(({ ok }) => !ok);
    assert.ok(failed.length > 0, 'No check failed');
    for (const { message, fix } of failed) {
      assert.ok(message.length > 0 && !message.includes('\n'));
      assert.ok(fix);
    }
    this.expectNoValueIn(checks);
    await this.expectError(this.stage(value), MisconfiguredError);
    await this.expectStaged(undefined);
  }

  /** Expects that nothing printable of something shows a value of this case. */
  expectNoValueIn(something: unknown): void {
    expectNoTextIn(something, this.#passwords);
  }
}

/** Expects two values to be equal, or both absent, without printing either. */
export function expectSame(
  one: SecretValue | undefined,
  other: SecretValue | undefined,
  what: string,
): void {
  assert.ok(
    one && other ? one.equals(other) : one === other,
    `${what} is ${one ? 'another value' : 'nothing'}`,
  );
}
