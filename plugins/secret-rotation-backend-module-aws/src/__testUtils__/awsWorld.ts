import {
  storeVersionId,
  type EffectContext,
  type StoreDescription,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretStoreWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listen,
  motoForTests,
  startAwsStandIn,
  startInterceptProxy,
  startMoto,
} from '@keyturn/dev-peers';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSecretStore } from '../AwsSecretStore';
import { ForeignHand } from './ForeignHand';
import { testOptions } from './testStore';

/** Where the server forgets dates, the first one that a version was listed with stays. */
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

/** A server that the tests run against. */
export interface AwsServer {
  readonly address: string;
  /** Moto's exemption `creation-dates`. */
  readonly forgetsDates?: boolean;
  stop(): Promise<void>;
}

/** The servers that this machine has. */
export function awsServers(): Array<{
  name: string;
  start: () => Promise<AwsServer>;
}> {
  const { binary } = motoForTests();
  const standIn = { name: 'our stand-in', start: () => startAwsStandIn() };
  return binary === undefined
    ? [standIn]
    : [standIn, { name: 'moto', start: () => startMotoInFolder(binary) }];
}

async function startMotoInFolder(binary: string): Promise<AwsServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-aws-'));
  const { address, stop } = await startMoto({ binary, dataDir });
  return {
    address,
    forgetsDates: true,
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a server, and the store on it. */
export async function createAwsWorld(
  start: () => Promise<AwsServer>,
): Promise<SecretStoreWorld> {
  const server = await start();
  const silent = await listen(createServer(() => undefined));
  const closed = await listen(createServer());
  await closed.close();

  const hand = new ForeignHand(server.address);
  const dates = new Map<string, Date>();
  const storeAt = (address: string) => {
    const options = testOptions(address, { provision: true });
    return server.forgetsDates
      ? new StoreOnMoto(options, dates)
      : new AwsSecretStore(options);
  };
  let places = 0;
  return {
    store: storeAt(server.address),
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
      const proxy = await startInterceptProxy(server.address, point, act);
      return { ...proxy, store: storeAt(proxy.address) };
    },
    async close() {
      hand.client.destroy();
      await silent.close();
      await server.stop();
    },
  };
}
