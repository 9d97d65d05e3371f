import type {
  StagePlace,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { AdminClient } from './adminClient';

type Fields = Readonly<Record<string, unknown>>;

/** Where a hand works. */
export interface VaultPlace {
  readonly address: string;
  readonly token: string;
  readonly namespace?: string;
  readonly mount: string;
  /** The store's staging folder. */
  readonly staging: string;
}

/** Somebody else in the same KV v2 engine, past the store. */
export class VaultHand {
  readonly #admin: AdminClient;
  readonly #mount: string;
  readonly #staging: string;

  constructor(place: VaultPlace) {
    this.#admin = new AdminClient(place);
    this.#mount = place.mount;
    this.#staging = place.staging;
  }

  /** Writes a version; its number. */
  async write(path: string, fields: Fields): Promise<number> {
    return this.#admin.write(path, fields);
  }

  /** What consumers read, `undefined` when they can read nothing. */
  async read(
    path: string,
    version?: StoreVersionId,
  ): Promise<Fields | undefined> {
    const query = version === undefined ? '' : `?version=${version}`;
    const answer = await this.#ask<{ data: { data: Fields | null } }>(
      'GET',
      `data/${path}${query}`,
    );
    return answer?.data.data ?? undefined;
  }

  async destroy(path: string, version: StoreVersionId): Promise<void> {
    await this.#ask('POST', `destroy/${path}`, { versions: [Number(version)] });
  }

  /** Lets the path keep two versions, and writes as many. */
  async prune(path: string): Promise<void> {
    await this.#ask('POST', `metadata/${path}`, { max_versions: 2 });
    await this.write(path, { password: 'one more' });
    await this.write(path, { password: 'and one more' });
  }

  /** Removes a path with all its versions. */
  async remove(path: string): Promise<void> {
    await this.#ask('DELETE', `metadata/${path}`);
  }

  async removeStaged({ path, runId }: StagePlace): Promise<void> {
    await this.remove(`${this.#staging}/${path}/${runId}`);
  }

  /** The contents of all readable versions of a path, and of what is staged for it. */
  async readEverything(path: string): Promise<Fields[]> {
    const folder = `${this.#staging}/${path}`;
    const staged = (await this.#list(folder)).map(name => `${folder}/${name}`);
    const found: Fields[] = [];
    for (const at of [path, ...staged]) {
      const metadata = await this.#ask<{
        data: { versions: Record<string, unknown> };
      }>('GET', `metadata/${at}`);
      for (const version of Object.keys(metadata?.data.versions ?? {})) {
        const fields = await this.read(at, version as StoreVersionId);
        if (fields) found.push(fields);
      }
    }
    return found;
  }

  /** Removes a folder with everything below it. */
  async removeFolder(folder: string): Promise<void> {
    for (const name of await this.#list(folder)) {
      await (name.endsWith('/')
        ? this.removeFolder(`${folder}/${name.slice(0, -1)}`)
        : this.remove(`${folder}/${name}`));
    }
  }

  async #list(folder: string): Promise<string[]> {
    const answer = await this.#ask<{ data: { keys: string[] } }>(
      'GET',
      `metadata/${folder}?list=true`,
    );
    return answer?.data?.keys ?? [];
  }

  async #ask<T>(
    method: string,
    path: string,
    body?: object,
  ): Promise<T | undefined> {
    return this.#admin.ask<T>(method, `${this.#mount}/${path}`, body);
  }
}
