import {
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
  type InventoryItem,
  type InventoryPage,
  type InventoryRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import { isUsablePath, type KvEndpoints } from '../kv/endpoints';
import type { KvEngine } from '../kv/KvEngine';
import type { KvMount } from '../kv/KvMount';
import { pathsAfter } from './pathsAfter';

/** How many secrets a page holds: each costs a request of its own. */
const PAGE = 50;

/** How many of these requests are under way at once. */
const AT_ONCE = 5;

const listAnswer = z.object({ keys: z.array(z.string()) });

/** What a KV engine holds, by name. It reads metadata alone, and of version 1, which has none, only the names. */
export class VaultInventory {
  readonly #client: VaultClient;
  readonly #mount: KvMount;
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;

  constructor(options: {
    client: VaultClient;
    mount: KvMount;
    kv: KvEngine;
    endpoints: KvEndpoints;
  }) {
    this.#client = options.client;
    this.#mount = options.mount;
    this.#kv = options.kv;
    this.#endpoints = options.endpoints;
  }

  /** A page; the cursor is the last path of the one before. */
  async page(
    { prefix, cursor }: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage> {
    const version = await this.#mount.version(context);
    const walk = pathsAfter(folder => this.#list(folder, version, context), {
      prefix,
      after: cursor,
      isLeftOut: path =>
        this.#endpoints.isStaging(path) ||
        // The server could take the request for another one.
        (path.endsWith('/') && !isUsablePath(path.slice(0, -1))),
    });
    const paths: string[] = [];
    for await (const path of walk) {
      paths.push(path);
      if (paths.length > PAGE) break;
    }
    const shown = paths.slice(0, PAGE);
    const items: InventoryItem[] = [];
    for (let start = 0; start < shown.length; start += AT_ONCE) {
      const some = shown.slice(start, start + AT_ONCE);
      const found = await Promise.all(
        some.map(path => this.#item(path, version, context)),
      );
      items.push(...found.flatMap(item => item ?? []));
    }
    return {
      items,
      nextCursor: paths.length > PAGE ? shown.at(-1) : undefined,
    };
  }

  async #list(
    folder: string,
    version: 1 | 2,
    context: EffectContext,
  ): Promise<readonly string[]> {
    const endpoint = this.#endpoints.folder(folder, version);
    const answer = await this.#client.read(endpoint, context, { list: 'true' });
    if (answer === undefined) return [];
    const read = listAnswer.safeParse(answer);
    if (!read.success)
      throw new UnavailableError('The answer is not one of a KV engine');
    return read.data.keys;
  }

  /** `undefined`: consumers can read nothing there. */
  async #item(
    path: string,
    version: 1 | 2,
    context: EffectContext,
  ): Promise<InventoryItem | undefined> {
    const nameAlone = { path, tags: {} };
    if (version === 1 || !isUsablePath(path)) return nameAlone;
    try {
      const known = await this.#kv.readMetadata(
        this.#endpoints.metadata({ path }),
        context,
      );
      if (known?.current === undefined) return undefined;
      return {
        path,
        createdAt: known.createdAt,
        changedAt: known.versions.at(-1)?.createdAt,
        tags: known.tags,
      };
    } catch (error) {
      // It may list and not look: then it is not known how old this one is.
      if (error instanceof PermissionDeniedError) return nameAlone;
      throw error;
    }
  }
}
