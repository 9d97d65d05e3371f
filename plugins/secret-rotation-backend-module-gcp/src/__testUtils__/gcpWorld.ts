import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { startGcpStandIn, type GcpStandIn } from '@keyturn/dev-peers/gcp';
import type { GcpSecretStore } from '../GcpSecretStore';
import { openGcpWorld, type OpenGcpWorld } from './openGcpWorld';

/** How the secrets of a world are read, and where they are. */
export interface GcpWorldOptions {
  readonly alias?: string;
  readonly location?: string;
  readonly delayedDestruction?: boolean;
  readonly now?: () => number;
}

/** The stand-in, the store on it, and the hand of a person in it. */
export interface GcpWorld extends OpenGcpWorld {
  readonly standIn: GcpStandIn;
  /** Google's own client, past the store. */
  readonly admin: SecretManagerServiceClient;
  /** What consumers read: the alias, or `latest`. */
  readonly read: string;
  /** `projects/…/secrets/<id>`. */
  nameOf(id: string): string;
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
}

/** Starts the stand-in in memory. */
export async function createGcpWorld(
  options: GcpWorldOptions = {},
): Promise<GcpWorld> {
  const { now, ...place } = options;
  const standIn = await startGcpStandIn({ location: place.location, now });
  const world = await openGcpWorld({
    ...place,
    endpoint: standIn.endpoint,
    project: 'payments-prod',
    prefix: 'payments-db-login',
    staging: 'keyturn-staging',
    stop: async () => standIn.stop(),
  });
  const { hand } = world;
  return {
    ...world,
    standIn,
    admin: hand.client,
    read: options.alias ?? 'latest',
    nameOf: id => hand.nameOf(id),
    createSecret: (id, settings) => hand.createSecret(id, settings),
    write: (id, text) => hand.write(id, text),
    secretIds: () => hand.secretIds(),
    async intercepted(method, act, times = 1) {
      let left = times;
      const { endpoint } = await standIn.openPort(async (asked, carryOut) => {
        if (asked === method && left > 0) {
          left -= 1;
          await act();
        }
        return carryOut();
      });
      return world.createStore({}, endpoint);
    },
    async close() {
      standIn.mend();
      await world.close();
    },
  };
}
