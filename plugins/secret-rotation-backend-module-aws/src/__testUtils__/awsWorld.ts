import {
  storeVersionId,
  type EffectContext,
  type StoreDescription,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretStoreWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { listen, startInterceptProxy, startMoto } from '@keyturn/dev-peers';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSecretStore } from '../AwsSecretStore';
import { ForeignHand } from './ForeignHand';
import { testOptions } from './testStore';

/** Moto, and the store on it. */
export interface AwsWorld extends SecretStoreWorld {
  readonly address: string;
  readonly hand: ForeignHand;
  readonly store: AwsSecretStore;
  close(): Promise<void>;
}

/** Starts moto in a temporary folder. */
export async function createAwsWorld(binary: string): Promise<AwsWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-aws-'));
  const moto = await startMoto({ binary, dataDir });
  const silent = await listen(createServer(() => undefined));
  const closed = await listen(createServer());
  await closed.close();

  const hand = new ForeignHand(moto.address);
  const dates = new Map<string, Date>();
  const storeAt = (address: string) =>
    new StoreOnMoto(testOptions(address, { provision: true }), dates);
  let places = 0;
  return {
    address: moto.address,
    hand,
    store: storeAt(moto.address),
    unreachable: storeAt(closed.address),
    silent: storeAt(silent.address),
    place() {
      places += 1;
      return { path: `payments/eu/db-login-${places}` };
    },
    async seed(path, value) {
      return storeVersionId(await hand.writeValue(path, value));
    },
    async writeAsForeigner(path, value) {
      await hand.writeValue(path, value);
    },
    async intercept(point, act) {
      const proxy = await startInterceptProxy(moto.address, point, act);
      return { ...proxy, store: storeAt(proxy.address) };
    },
    async close() {
      hand.client.destroy();
      await silent.close();
      await moto.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Moto's exemption `creation-dates`: the first date that a version was listed with stays. */
class StoreOnMoto extends AwsSecretStore {
  readonly #dates: Map<string, Date>;

  constructor(
    options: ConstructorParameters<typeof AwsSecretStore>[0],
    dates: Map<string, Date>,
  ) {
    super(options);
    this.#dates = dates;
  }

  override async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    const described = await super.describe(place, context);
    const versions = described.versions.map(version => {
      const key = `${place.path} ${version.id}`;
      const createdAt = this.#dates.get(key) ?? version.createdAt;
      this.#dates.set(key, createdAt);
      return { ...version, createdAt };
    });
    return { ...described, versions };
  }
}
