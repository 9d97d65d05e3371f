import type {
  AuthService,
  DiscoveryService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  SecretRotationClient,
  type UnmanagedSecret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ProviderSettings } from './providerSettings';
import { unmanagedEntity } from './unmanagedEntity';

/** The most that the API answers with at once. */
const PAGE = 200;

/**
 * Shows in the catalog, by name and tags, what stores hold and no file claims. It asks the secret-rotation plugin, which leaves
 * out what is claimed, so that no secret is there twice. A failed look changes nothing.
 * @internal
 */
export class UnmanagedSecretsProvider implements EntityProvider {
  readonly #settings: ProviderSettings;
  readonly #runner: SchedulerServiceTaskRunner;
  readonly #api: SecretRotationClient;

  constructor(options: {
    settings: ProviderSettings;
    runner: SchedulerServiceTaskRunner;
    discovery: DiscoveryService;
    auth: AuthService;
  }) {
    const { settings, runner, discovery, auth } = options;
    this.#settings = settings;
    this.#runner = runner;
    this.#api = new SecretRotationClient({
      discovery,
      fetch: async (input, init) => {
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: await auth.getOwnServiceCredentials(),
          targetPluginId: 'secret-rotation',
        });
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers });
      },
    });
  }

  getProviderName(): string {
    return 'secret-rotation-unmanaged';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.#runner.run({
      id: this.getProviderName(),
      fn: () => this.#refresh(connection),
    });
  }

  async #refresh(connection: EntityProviderConnection): Promise<void> {
    const secrets = await this.#read();
    await connection.applyMutation({
      type: 'full',
      entities: secrets.map(secret => ({
        entity: unmanagedEntity(secret, this.#settings),
        locationKey: this.getProviderName(),
      })),
    });
  }

  async #read(): Promise<UnmanagedSecret[]> {
    const found: UnmanagedSecret[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#api.listUnmanaged({ cursor, limit: PAGE });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < this.#settings.limit);
    return found.slice(0, this.#settings.limit);
  }
}
