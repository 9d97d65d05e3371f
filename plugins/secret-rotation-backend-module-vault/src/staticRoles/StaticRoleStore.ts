import {
  storeVersionId,
  type EffectContext,
  type ManagedRotation,
  type ManagedStore,
  type SecretValue,
  type StoreDescription,
  type StorePath,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { VaultClient } from '../client/VaultClient';
import { VaultConnection } from '../client/VaultConnection';
import { Session } from '../login/Session';
import { RoleEndpoints } from './endpoints';
import type { StaticRoleSettings } from './settings';
import { StaticRoleEngine } from './StaticRoleEngine';
import { StaticRolePreflight } from './StaticRolePreflight';

/**
 * Static roles of the database secrets engine of HashiCorp Vault and OpenBao. The manager makes the password and sets
 * it at the database; it keeps the current one alone. A version's id is the instant of the manager's rotation.
 * @internal
 */
export class StaticRoleStore implements ManagedStore {
  readonly destroys = 'erases';
  readonly managedRotation: ManagedRotation;
  readonly #session: Session;
  readonly #engine: StaticRoleEngine;

  constructor(settings: StaticRoleSettings, now: () => number = Date.now) {
    const connection = new VaultConnection(settings);
    this.#session = new Session(connection, settings.login, now);
    const client = new VaultClient(connection, this.#session);
    const endpoints = new RoleEndpoints(settings.mount);
    const engine = new StaticRoleEngine(client, endpoints);
    const preflight = new StaticRolePreflight({
      client,
      session: this.#session,
      engine,
      endpoints,
      now,
    });
    this.#engine = engine;
    this.managedRotation = {
      preflight: (place, context) => preflight.check(place, context),
      rotate: async (place, context) => {
        // The engine takes no name for a request: what tells a repeat apart is that nothing has changed yet.
        const seen = await engine.readCredentials(place, context);
        if (seen?.rotatedAt === place.expected) {
          await engine.rotate(place, context);
        }
      },
    };
  }

  /** Keeps the store's token alive while no rotation needs it. */
  async keepAlive(context: EffectContext): Promise<void> {
    await this.#session.keepAlive(context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretReader.describe} */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    const now = await this.#engine.readCredentials(place, context);
    if (!now) return { versions: [] };
    const id = storeVersionId(now.rotatedAt);
    const createdAt = new Date(now.rotatedAt);
    return { current: id, versions: [{ id, createdAt, readable: true }] };
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretReader.readVersion} */
  async readVersion(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const now = await this.#engine.readCredentials(place, context);
    return now?.rotatedAt === place.version ? now.value : undefined;
  }
}
