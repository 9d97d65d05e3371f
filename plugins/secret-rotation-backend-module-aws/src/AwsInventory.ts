import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type {
  EffectContext,
  InventoryItem,
  InventoryPage,
  InventoryRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ActionDeniedError } from './client/failures';
import type { SecretsManager } from './client/SecretsManager';
import type { SecretNames } from './versions/names';
import { CURRENT } from './versions/runVersions';

/** How many secrets a page holds: each costs a request of its own. */
const PAGE = 25;

/** What the region holds, by name. */
export class AwsInventory {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;

  constructor(secrets: SecretsManager, names: SecretNames) {
    this.#secrets = secrets;
    this.#names = names;
  }

  /** A page; the cursor is AWS's own. */
  async page(
    { prefix, cursor }: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage> {
    const { SecretList = [], NextToken } = await this.#secrets.reads.page(
      { beginning: this.#names.beginning(prefix), size: PAGE, token: cursor },
      context,
    );
    const items: InventoryItem[] = [];
    // One after the other: ten pages in a minute stay far below what AWS lets one account ask.
    for (const entry of SecretList) {
      const item = await this.#item(entry, prefix, context);
      if (item) items.push(item);
    }
    return { items, nextCursor: NextToken };
  }

  /** `undefined`: it is not below the prefix, is a value of ours that waits, or holds nothing. */
  async #item(
    { Name: name = '', CreatedDate, Tags = [] }: SecretListEntry,
    prefix: string,
    context: EffectContext,
  ): Promise<InventoryItem | undefined> {
    const path = this.#names.pathOf(name);
    // The filter of AWS does not tell cases apart.
    if (path === undefined || !path.startsWith(prefix)) return undefined;
    const item = {
      path,
      createdAt: CreatedDate,
      tags: Object.fromEntries(
        Tags.map(({ Key = '', Value = '' }) => [Key, Value]),
      ),
    };
    try {
      const versions = await this.#secrets.reads.list(name, context);
      const current = versions.find(({ labels }) => labels.includes(CURRENT));
      return current && { ...item, changedAt: current.createdAt };
    } catch (error) {
      // LastChangedDate counts a new tag as a change: no age is better than a wrong one.
      if (error instanceof ActionDeniedError) return item;
      throw error;
    }
  }
}
