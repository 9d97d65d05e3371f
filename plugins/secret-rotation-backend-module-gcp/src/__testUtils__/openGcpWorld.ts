import { ConfigReader } from '@backstage/config';
import { status } from '@grpc/grpc-js';
import {
  storeVersionId,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  SecretStoreWorld,
  StoreRefusal,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  startGrpcInterceptProxy,
  type CannedRefusal,
} from '@keyturn/dev-peers/gcp';
import { WriteBudget } from '../client/WriteBudget';
import { GcpSecretStore } from '../GcpSecretStore';
import { toPayload } from '../payload/payload';
import { readGcpSettings } from '../settings';
import { GcpHand, type GcpPlace } from './GcpHand';
import { silentPort } from './silentPort';

/** What the service says instead of an answer. */
const REFUSALS: Record<StoreRefusal, CannedRefusal> = {
  unavailable: { code: status.UNAVAILABLE, details: 'a text of the provider' },
  throttled: {
    code: status.RESOURCE_EXHAUSTED,
    details: 'a text of the provider',
  },
  forbidden: {
    code: status.PERMISSION_DENIED,
    details: 'a text of the provider',
  },
};

/** A server that a world is opened on. */
export interface GcpServer extends GcpPlace {
  /** What the ids of the world's secrets begin with. */
  readonly prefix: string;
  /** What the ids of staging secrets begin with. */
  readonly staging: string;
  /** Takes the server itself out of service, where that is ours to do. */
  readonly takeDown?: SecretStoreWorld['takeDown'];
  /** Ends it, if it was started for the world. */
  stop(): Promise<void>;
}

/** The store on a server, and the hand of a person in it. */
export interface OpenGcpWorld extends SecretStoreWorld {
  readonly store: GcpSecretStore;
  readonly hand: GcpHand;
  /** A store of the same project with more or other settings. */
  createStore(more?: object, endpoint?: string): GcpSecretStore;
  close(): Promise<void>;
}

/** Opens a world, with the empty staging secret that operators make. */
export async function openGcpWorld(server: GcpServer): Promise<OpenGcpWorld> {
  const { alias, location, delayedDestruction, prefix, staging, takeDown } =
    server;
  const hand = new GcpHand(server);
  const silent = await silentPort();
  const closed = await silentPort();
  closed.close();

  const createStore = (more: object = {}, endpoint = server.endpoint) => {
    const config = new ConfigReader({
      kind: 'gcp',
      project: server.project,
      endpoint,
      staging,
      provision: true,
      ...(alias === undefined ? {} : { alias }),
      ...(location === undefined ? {} : { location }),
      ...(delayedDestruction ? { delayedDestruction } : {}),
      ...more,
    });
    return new GcpSecretStore(
      readGcpSettings({ name: 'gcp-test', config }),
      new WriteBudget(1_000_000, Date.now),
    );
  };
  const write = async (id: string, content: string | Uint8Array) =>
    storeVersionId(String(await hand.write(id, content)));
  const writeValue = (id: string, value: SecretValue) =>
    write(id, toPayload(value));

  await hand.createSecret(staging);
  let places = 0;
  return {
    hand,
    createStore,
    store: createStore(),
    unreachable: createStore({}, closed.endpoint),
    silent: createStore({}, silent.endpoint),
    largestContent: 65_536,
    place() {
      places += 1;
      return { path: `${prefix}-${places}` };
    },
    seed: writeValue,
    async writeAsForeigner(path, value) {
      await writeValue(path, value);
    },
    async intercept(point, act) {
      const proxy = await startGrpcInterceptProxy(
        server.endpoint,
        point,
        async () => {
          const verdict = await act();
          return verdict === 'go on' || verdict === 'break'
            ? verdict
            : REFUSALS[verdict];
        },
      );
      return { ...proxy, store: createStore({}, proxy.endpoint) };
    },
    takeDown:
      takeDown &&
      (async () => {
        const down = await takeDown();
        return {
          async bringBack() {
            await down.bringBack();
            await hand.untilAnswered();
          },
        };
      }),
    destroyAsForeigner: (path, version) => hand.destroy(path, version),
    removeAsForeigner: path => hand.remove(path),
    removeStagedAsForeigner: ({ path, runId }) =>
      hand.remove(`${staging}_${path}_${runId}`),
    seedText: write,
    seedBytes: write,
    seedFields: (path, fields) => write(path, JSON.stringify(fields)),
    readAsConsumer: path => hand.content(path),
    async readEverything(path) {
      const beside = (await hand.secretIds()).filter(id =>
        id.startsWith(`${staging}_${path}_`),
      );
      const found = [];
      for (const id of [path, ...beside]) {
        found.push(...(await hand.everything(id)));
      }
      return found;
    },
    async close() {
      silent.close();
      try {
        for (const id of await hand.secretIds()) {
          if (id.startsWith(`${prefix}-`) || id.startsWith(staging)) {
            await hand.remove(id);
          }
        }
      } finally {
        await hand.client.close();
        await server.stop();
      }
    },
  };
}
