import {
  storeVersionId,
  type EffectContext,
  type StoreDescription,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  SecretStoreWorld,
  StoreRefusal,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listen,
  startInterceptProxy,
  type CannedAnswer,
} from '@keyturn/dev-peers';
import { createServer } from 'node:http';
import { AwsSecretStore } from '../AwsSecretStore';
import { ConformanceHand } from './ConformanceHand';
import { testOptions, type TestCredential } from './testStore';

/** What AWS says instead of an answer. */
const REFUSALS: Record<StoreRefusal, CannedAnswer> = {
  unavailable: refusal(503, 'ServiceUnavailable'),
  throttled: refusal(400, 'ThrottlingException'),
  forbidden: refusal(400, 'AccessDeniedException'),
};

function refusal(status: number, type: string): CannedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: type, message: 'a text of the provider' }),
  };
}

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

/** A server that a world is opened on. */
export interface AwsServer {
  readonly address: string;
  /** Default: one that no server knows. */
  readonly credential?: TestCredential;
  readonly region?: string;
  /** Moto's exemption `creation-dates`. */
  readonly forgetsDates?: boolean;
  /** The folder of the world's secrets. */
  readonly folder: string;
  /** It ends with the world, so nothing needs to be removed. */
  readonly goesWithWorld?: boolean;
  /** Takes the server itself out of service, where that is ours to do. */
  readonly takeDown?: SecretStoreWorld['takeDown'];
  stop(): Promise<void>;
}

/** The store on a server, and the hand of somebody else in it. */
export async function openAwsWorld(
  server: AwsServer,
): Promise<SecretStoreWorld> {
  const { address, folder, credential, region } = server;
  const silent = await listen(createServer(() => undefined));
  const closed = await listen(createServer());
  await closed.close();

  const staging = `${folder}-staging`;
  const hand = new ConformanceHand(address, { credential, region });
  const dates = new Map<string, Date>();
  const storeAt = (at: string) => {
    const options = testOptions(
      at,
      { provision: true, staging, ...(region ? { region } : {}) },
      credential,
    );
    return server.forgetsDates
      ? new StoreOnMoto(options, dates)
      : new AwsSecretStore(options);
  };
  const stagedOf = (path: string, runId: string) =>
    `${staging}/${path}/${runId}`;
  let places = 0;
  return {
    store: storeAt(address),
    unreachable: storeAt(closed.address),
    silent: storeAt(silent.address),
    largestContent: 65_536,
    place() {
      places += 1;
      return { path: `${folder}/db-login-${places}` };
    },
    async seed(path, value) {
      return storeVersionId(await hand.writeValue(path, value));
    },
    async writeAsForeigner(path, value) {
      await hand.writeValue(path, value);
    },
    async intercept(point, act) {
      const proxy = await startInterceptProxy(address, point, async () => {
        const verdict = await act();
        return verdict === 'go on' || verdict === 'break'
          ? verdict
          : REFUSALS[verdict];
      });
      return { ...proxy, store: storeAt(proxy.address) };
    },
    takeDown: server.takeDown,
    removeAsForeigner: path => hand.remove(path),
    async removeStagedAsForeigner({ path, runId }) {
      await hand.removeLabels(
        path,
        label =>
          label === 'AWSPENDING' || label.startsWith(`keyturn/${runId}/stage/`),
      );
      await hand.remove(stagedOf(path, runId));
    },
    async seedText(path, text) {
      return storeVersionId(await hand.write(path, text));
    },
    async seedBytes(path, bytes) {
      return storeVersionId(await hand.createBinary(path, bytes));
    },
    async seedFields(path, fields) {
      return storeVersionId(await hand.write(path, JSON.stringify(fields)));
    },
    readAsConsumer: path => hand.content(path),
    async readEverything(path) {
      const found = await hand.everything(path);
      for (const runId of ['R-12', 'R-13', 'R-14']) {
        found.push(...(await hand.everything(stagedOf(path, runId))));
      }
      return found;
    },
    async close() {
      await silent.close();
      try {
        if (!server.goesWithWorld) {
          await hand.removeBelow([`${folder}/`, `${staging}/`]);
        }
      } finally {
        hand.client.destroy();
        await server.stop();
      }
    },
  };
}
