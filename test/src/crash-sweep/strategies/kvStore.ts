import { randomUUID } from 'node:crypto';
import type { SecretsManager } from '@keyturn/dev-peers';
import {
  keyturnPolicy,
  SECRET_PATH,
  servicePolicy,
  StoreAdmin,
} from '@keyturn/dev-peers/world';
import { z } from 'zod';
import type { RunningStore, StoredCopy, StoreView } from './contracts';

const MOUNT = 'secret';
const STAGING = 'keyturn-staging';

const settingsShape = z.object({ address: z.string(), token: z.string() });
const versionsShape = z.object({
  data: z.object({
    current_version: z.number(),
    versions: z.record(
      z.string(),
      z.object({ deletion_time: z.string(), destroyed: z.boolean() }),
    ),
  }),
});
const keysShape = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const fieldsShape = z.record(z.string(), z.string());
const valueShape = z.object({
  data: z.object({ data: fieldsShape.nullable() }),
});
/** A staged value has the fence of whoever staged it beside it. */
const stagedShape = z.object({
  data: z.object({ data: z.object({ value: fieldsShape }).nullable() }),
});

/** Makes a secrets manager with a KV engine of version 2 the store of a world: Keyturn gets what its page asks for. */
export async function runningKvStore(
  server: SecretsManager,
): Promise<RunningStore> {
  const admin = new StoreAdmin(server);
  const world = randomUUID().slice(0, 8);
  const { address, token } = server;
  const keyturn = await admin.createToken(
    `keyturn-${world}`,
    keyturnPolicy(MOUNT),
  );
  const services = await admin.createToken(
    `services-${world}`,
    servicePolicy(MOUNT),
  );
  return {
    pid: server.pid,
    entry: { kind: 'vault', address, mount: MOUNT, auth: { token: keyturn } },
    serviceAccess: {
      kind: 'vault',
      address,
      token: services,
      mount: MOUNT,
      path: SECRET_PATH,
    },
    settings: { address, token },
    write: fields => admin.write(MOUNT, SECRET_PATH, fields),
    stop: () => server.stop(),
  };
}

/** Looks at all of a KV engine with its root token. */
export function kvView(settings: unknown): StoreView {
  const { address, token } = settingsShape.parse(settings);

  async function ask(method: string, path: string): Promise<unknown> {
    const response = await fetch(`${address}/v1/${MOUNT}/${path}`, {
      method,
      headers: { 'x-vault-token': token },
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    // A version that is gone, and a folder that nothing lies in, are answered with 404.
    if (!response.ok && response.status !== 404) {
      throw new Error(`The store answered ${response.status}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  async function metadata(path: string) {
    return versionsShape.safeParse(await ask('GET', `metadata/${path}`)).data
      ?.data;
  }

  async function copiesAt(path: string, isStaged: boolean) {
    const copies: StoredCopy[] = [];
    const versions = (await metadata(path))?.versions ?? {};
    for (const [id, version] of Object.entries(versions)) {
      if (version.destroyed || version.deletion_time !== '') continue;
      const answer = await ask('GET', `data/${path}?version=${id}`);
      const fields = isStaged
        ? stagedShape.safeParse(answer).data?.data.data?.value
        : valueShape.safeParse(answer).data?.data.data;
      if (fields) {
        copies.push({ id: isStaged ? `${path}#${id}` : id, isStaged, fields });
      }
    }
    return copies;
  }

  return {
    current: async () => {
      const current = (await metadata(SECRET_PATH))?.current_version;
      return current === undefined ? undefined : String(current);
    },
    copies: async () => {
      const folder = `${STAGING}/${SECRET_PATH}`;
      const listed = keysShape.safeParse(
        await ask('LIST', `metadata/${folder}`),
      );
      const staged = listed.data?.data.keys ?? [];
      const copies = await copiesAt(SECRET_PATH, false);
      for (const name of staged) {
        copies.push(...(await copiesAt(`${folder}/${name}`, true)));
      }
      return copies;
    },
  };
}
