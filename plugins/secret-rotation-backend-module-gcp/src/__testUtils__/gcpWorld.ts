import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { ConfigReader } from '@backstage/config';
import { credentials } from '@grpc/grpc-js';
import {
  storeVersionId,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretStoreWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startGcpStandIn, type GcpStandIn } from '@keyturn/dev-peers/gcp';
import { WriteBudget } from '../client/WriteBudget';
import { GcpSecretStore } from '../GcpSecretStore';
import { toPayload } from '../payload/payload';
import { readGcpSettings } from '../settings';
import { interceptPort } from './interceptPort';
import { silentPort } from './silentPort';

const PROJECT = 'payments-prod';

/** How the secrets of a world are read, and where they are. */
export interface GcpWorldOptions {
  readonly alias?: string;
  readonly location?: string;
  readonly delayedDestruction?: boolean;
  readonly now?: () => number;
}

/** The stand-in, the store on it, and the hand of a person in it. */
export interface GcpWorld extends SecretStoreWorld {
  readonly standIn: GcpStandIn;
  readonly store: GcpSecretStore;
  /** Google's own client, past the store. */
  readonly admin: SecretManagerServiceClient;
  /** `projects/…/secrets/<id>`. */
  nameOf(id: string): string;
  /** A store of the same project with more or other settings. */
  createStore(more?: object, endpoint?: string): GcpSecretStore;
  /** Makes a secret without versions. */
  createSecret(id: string, settings?: object): Promise<void>;
  /** Adds a version, and moves the alias to it where there is one. @returns its number */
  write(id: string, text: string): Promise<number>;
  /** What consumers read, and what lies beside it. */
  secretIds(): Promise<string[]>;
  /** The store over a port where somebody acts before each of the first requests of a method, one if not said. */
  intercepted(
    method: string,
    act: () => Promise<unknown>,
    times?: number,
  ): Promise<GcpSecretStore>;
  close(): Promise<void>;
}

/** Starts the stand-in in memory. */
export async function createGcpWorld(
  options: GcpWorldOptions = {},
): Promise<GcpWorld> {
  const { alias, location, delayedDestruction, now } = options;
  const standIn = await startGcpStandIn({ location, now });
  const silent = await silentPort();
  const closed = await silentPort();
  closed.close();

  const [host, port] = standIn.endpoint.split(':');
  const admin = new SecretManagerServiceClient({
    apiEndpoint: host,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    clientOptions: { universeDomain: 'googleapis.com' },
  });
  const parent =
    location === undefined
      ? `projects/${PROJECT}`
      : `projects/${PROJECT}/locations/${location}`;
  const nameOf = (id: string) => `${parent}/secrets/${id}`;

  const createStore = (more: object = {}, endpoint = standIn.endpoint) => {
    const config = new ConfigReader({
      kind: 'gcp',
      project: PROJECT,
      endpoint,
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
  const createSecret = async (id: string, settings: object = {}) => {
    const replication = { automatic: {} };
    await admin.createSecret({
      parent,
      secretId: id,
      secret: {
        ...(location === undefined ? { replication } : {}),
        ...(delayedDestruction
          ? { versionDestroyTtl: { seconds: 86_400 } }
          : {}),
        ...settings,
      },
    });
  };
  const write = async (id: string, text: string) => {
    const [secrets] = await admin.listSecrets({ parent });
    if (!secrets.some(({ name }) => name?.endsWith(`/secrets/${id}`))) {
      await createSecret(id);
    }
    const [version] = await admin.addSecretVersion({
      parent: nameOf(id),
      payload: { data: Buffer.from(text) },
    });
    const number = Number(version.name?.split('/').at(-1));
    if (alias !== undefined) {
      await admin.updateSecret({
        secret: { name: nameOf(id), versionAliases: { [alias]: number } },
        updateMask: { paths: ['version_aliases'] },
      });
    }
    return number;
  };
  const writeValue = async (id: string, value: SecretValue) =>
    storeVersionId(String(await write(id, toPayload(value).toString())));

  await createSecret('keyturn-staging');
  let places = 0;
  return {
    standIn,
    admin,
    nameOf,
    createStore,
    createSecret,
    write,
    store: createStore(),
    unreachable: createStore({}, closed.endpoint),
    silent: createStore({}, silent.endpoint),
    place() {
      places += 1;
      return { path: `payments-db-login-${places}` };
    },
    seed: writeValue,
    async writeAsForeigner(path, value) {
      await writeValue(path, value);
    },
    async secretIds() {
      const [secrets] = await admin.listSecrets({ parent });
      return secrets.map(({ name }) => name?.split('/').at(-1) ?? '');
    },
    async intercept(point, act) {
      const held = await interceptPort(standIn, point, act);
      return { ...held, store: createStore({}, held.endpoint) };
    },
    async intercepted(method, act, times = 1) {
      let left = times;
      const { endpoint } = await standIn.openPort(async (asked, carryOut) => {
        if (asked === method && left > 0) {
          left -= 1;
          await act();
        }
        return carryOut();
      });
      return createStore({}, endpoint);
    },
    async close() {
      await admin.close();
      standIn.stop();
      silent.close();
    },
  };
}
