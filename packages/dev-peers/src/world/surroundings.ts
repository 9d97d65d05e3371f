import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { worldPaths } from './folder';
import { PORTAL_DATABASE } from './payments/database';
import { operatorOf } from './store/startStore';
import {
  STORE_KINDS,
  type StoreKind,
  type StoreOperator,
} from './store/WorldStore';

const store = z.looseObject({ kind: z.enum(STORE_KINDS) });
const shape = z.object({
  backend: z.object({
    auth: z.object({
      externalAccess: z.tuple([
        z.object({ options: z.object({ token: z.string() }) }),
      ]),
    }),
  }),
  secretRotation: z.object({
    stores: z
      .object({
        vault: store.extend({ auth: z.object({ token: z.string() }) }),
      })
      .catchall(store),
    rotators: z.object({
      'payments-postgres': z.object({
        admin: z.object({
          host: z.string(),
          port: z.number(),
          password: z.string(),
          database: z.string(),
        }),
      }),
    }),
    consumers: z.record(z.string(), z.object({ token: z.string() })),
  }),
});

/** What a program beside the portal needs to know of a running world, from the files that its supervisor wrote. @public */
export interface Surroundings {
  readonly apiToken: string;
  /** Acts on a secrets manager with Keyturn's own rights. */
  operator(kind: StoreKind): StoreOperator;
  readonly target: { host: string; port: number; database: string };
  /** Of the server's superuser, to a database. */
  connectionString(database: string): string;
  /** Everything that opens something, with what to call it. */
  readonly credentials: ReadonlyArray<{ label: string; value: string }>;
}

/** Reads the surroundings of a world that was started with `apiToken`. @public */
export async function readSurroundings(folder: string): Promise<Surroundings> {
  const paths = worldPaths(folder);
  const { backend, secretRotation } = shape.parse(
    JSON.parse(await readFile(paths.portalConfig, 'utf8')),
  );
  const { stores } = secretRotation;
  const { admin } = secretRotation.rotators['payments-postgres'];
  const superuserPassword = await readFile(
    join(paths.postgresData, 'superuser-password'),
    'utf8',
  );
  const world = z
    .object({ credentials: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(folder, 'world.json'), 'utf8')));
  return {
    apiToken: backend.auth.externalAccess[0].options.token,
    operator: kind => operatorOf(stores[kind]),
    target: { host: admin.host, port: admin.port, database: admin.database },
    connectionString: database =>
      `postgresql://postgres:${superuserPassword}@${admin.host}:${admin.port}/${database}`,
    credentials: [
      {
        label: "Keyturn's token for the store",
        value: stores.vault.auth.token,
      },
      { label: "PostgreSQL's superuser password", value: superuserPassword },
      ...Object.entries(world.credentials).map(([label, value]) => ({
        label: `the credential ${label}`,
        value,
      })),
    ],
  };
}

/** The portal's own database on the server of the world. @internal */
export const PORTAL = PORTAL_DATABASE;
