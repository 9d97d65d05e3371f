import {
  PermissionDeniedError,
  type EffectContext,
  type InventoryItem,
  type InventoryPage,
  type InventoryRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Secret, SecretVersion } from './client/resources';
import type { SecretManager } from './client/SecretManager';
import type { Readers } from './readers/Readers';
import type { SecretNames } from './secret/SecretNames';

/** How many secrets a page holds: each costs a request of its own, and a project has 600 a minute for all. */
const PAGE = 25;

/** What the project or its location holds, by name. */
export class GcpInventory {
  readonly #manager: SecretManager;
  readonly #names: SecretNames;
  readonly #readers: Readers;

  constructor(manager: SecretManager, names: SecretNames, readers: Readers) {
    this.#manager = manager;
    this.#names = names;
    this.#readers = readers;
  }

  /** A page; the cursor is the service's own. */
  async page(
    { prefix, cursor }: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage> {
    const { secrets, nextPageToken } = await this.#manager.page(
      { parent: this.#names.parent, pageSize: PAGE, pageToken: cursor },
      context,
    );
    const items: InventoryItem[] = [];
    for (const secret of secrets) {
      const item = secret.id.startsWith(prefix)
        ? await this.#item(secret, context)
        : undefined;
      if (item) items.push(item);
    }
    return { items, nextCursor: nextPageToken };
  }

  /** `undefined`: a value of ours waits there, or nothing can be read. */
  async #item(
    secret: Secret,
    context: EffectContext,
  ): Promise<InventoryItem | undefined> {
    const { id: path, createdAt, labels: tags } = secret;
    const address = this.#names.listed(path);
    if (!address) return undefined;
    let versions: SecretVersion[];
    try {
      versions = await this.#manager.versions(address, context);
    } catch (error) {
      // It may list secrets and not their versions: then it is not known how old this one is.
      if (error instanceof PermissionDeniedError)
        return { path, createdAt, tags };
      throw error;
    }
    const enabled = versions.find(({ state }) => state === 'enabled');
    if (!enabled) return undefined;
    const current = this.#readers.currentOf(secret, versions);
    // Who reads what nobody manages is not known: the newest version, unless the store's own way to read finds one.
    const { createdAt: changedAt } =
      versions.find(({ number }) => number === current) ?? enabled;
    return { path, createdAt, changedAt, tags };
  }
}
