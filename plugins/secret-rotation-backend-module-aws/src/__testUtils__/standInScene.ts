import {
  SecretValue,
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { startAwsStandIn, type AwsStandIn } from '@keyturn/dev-peers';
import { inspect } from 'node:util';
import type { AwsSecretStore } from '../AwsSecretStore';
import { ForeignHand } from './ForeignHand';
import { createStore } from './testStore';

/** One secret on the stand-in, and a run that rotates it. */
export interface StandInScene {
  readonly aws: AwsStandIn;
  readonly hand: ForeignHand;
  readonly store: AwsSecretStore;
  readonly run: { readonly path: string; readonly runId: string };
  /** Makes a text current by hand. */
  seed(text: string): Promise<StoreVersionId>;
  /** What consumers read, as JSON. */
  json(): Promise<unknown>;
  close(): Promise<void>;
}

/** The context of a call by the worker of an epoch. */
export function contextOf(epoch: number) {
  return {
    signal: new AbortController().signal,
    fence: { run: 12, epoch },
  };
}

/** A new password for the same login. */
export function password(text: string): SecretValue {
  return SecretValue.of({ password: { value: text, secret: true } });
}

/**
 * Starts a stand-in of its own.
 * @param more - further settings of the store's entry
 * @param now - the stand-in's clock
 */
export async function startScene(
  more: object = {},
  now?: () => number,
): Promise<StandInScene> {
  const aws = await startAwsStandIn(now);
  const hand = new ForeignHand(aws.address);
  const run = { path: 'payments/db', runId: 'R-12' };
  return {
    aws,
    hand,
    run,
    store: createStore(aws.address, more),
    seed: async text => storeVersionId(await hand.write(run.path, text)),
    json: async () => JSON.parse((await hand.read(run.path)) ?? 'null'),
    async close() {
      hand.client.destroy();
      await aws.stop();
    },
  };
}

/** What a promise is rejected with. Fails when it shows what a provider said, a host or a key. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error: Error = await promise.then(
    () => {
      throw new Error('It did not fail');
    },
    thrown => thrown,
  );
  const printed = inspect(error, { depth: Infinity, showHidden: true });
  expect(printed).not.toMatch(
    /PROVIDER TEXT|127\.0\.0\.1|the-secret-access-key/,
  );
  return error;
}
