import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningPostgres } from '../../postgres';
import type { RunningService } from '../../services';
import { CHECKOUT } from '../checkout';
import type { WorldPaths } from '../folder';
import type { WorldOptions } from '../options';
import {
  ADMIN_ROLE,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
} from '../payments/database';
import type { WorldStore } from '../store/WorldStore';
import { WORLD_SECRETS } from '../payments/secrets';
import type { WorldState } from '../WorldState';

/** What the portal of a world is told besides app-config.yaml. @internal */
export interface PortalSurroundings {
  readonly options: WorldOptions;
  readonly state: WorldState;
  readonly paths: WorldPaths;
  readonly postgres: RunningPostgres;
  readonly stores: readonly WorldStore[];
  readonly services: readonly RunningService[];
}

/** Writes the second app-config file. It holds credentials, so only its owner may read it. @internal */
export async function writePortalConfiguration(
  world: PortalSurroundings,
): Promise<void> {
  const content = JSON.stringify(await portalConfiguration(world), null, 2);
  await writeFile(world.paths.portalConfig, content, { mode: 0o600 });
}

async function portalConfiguration(world: PortalSurroundings) {
  const { options, state, stores } = world;
  return {
    ...Object.assign({}, ...stores.map(store => store.configuration ?? {})),
    ...(stores.length > 1 && { catalog: catalogWith(stores) }),
    backend: {
      database: await portalDatabase(world),
      ...(options.apiToken && {
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: {
                token: await state.credential('api'),
                subject: 'keyturn-demo',
              },
              accessRestrictions: [
                {
                  plugin: 'secret-rotation',
                  permission: ['secret-rotation.secret.read'],
                },
              ],
            },
          ],
        },
      }),
    },
    secretRotation: await secretRotation(world),
  };
}

/** The files of app-config.yaml, and those that describe the secrets in further stores. */
function catalogWith(stores: readonly WorldStore[]) {
  const further = WORLD_SECRETS.filter(({ store }) =>
    stores.some(({ kind }) => kind === store),
  ).map(({ catalogFile }) => catalogFile);
  return {
    locations: ['organisation.yaml', ...further].map(file => ({
      type: 'file',
      target: join(CHECKOUT, 'examples/catalog', file),
    })),
  };
}

async function portalDatabase({
  options,
  paths,
  postgres,
  state,
}: PortalSurroundings) {
  if (options.portalDatabase === 'better-sqlite3') {
    return {
      client: 'better-sqlite3',
      connection: { directory: paths.portalData },
    };
  }
  return {
    client: 'pg',
    // One database for all plugins, a schema for each: the portal's role needs no right to make databases.
    pluginDivisionMode: 'schema',
    connection: {
      host: postgres.host,
      port: postgres.port,
      user: PORTAL_DATABASE,
      password: await state.credential('portal-database'),
      database: PORTAL_DATABASE,
    },
  };
}

/** The entries that examples/app-config.keyturn.yaml explains, with this world's addresses and with short spans. */
async function secretRotation({
  state,
  postgres,
  stores,
  services,
}: PortalSurroundings) {
  const token = await state.credential('services');
  return {
    fallbackOwner: 'group:default/team-platform',
    stores: Object.fromEntries(
      stores.map(({ kind, entry }) => [
        kind,
        {
          ...entry,
          allow: [
            { namespaces: ['default'], paths: ['payments/*', 'payments-*'] },
          ],
        },
      ]),
    ),
    rotators: {
      'payments-postgres': {
        kind: 'postgres',
        strategy: 'alternating-users',
        admin: {
          host: postgres.host,
          port: postgres.port,
          user: ADMIN_ROLE,
          password: await state.credential('postgres-admin'),
          database: PAYMENTS_DATABASE,
        },
        endpoints: [`${postgres.host}:${postgres.port}`],
        probeQuery: 'select 1 from orders limit 1',
        allow: ['payments_*'],
      },
    },
    consumers: consumerEntries(services, token),
    policies: {
      demo: {
        every: 'P30D',
        overlap: 'PT20S',
        soak: 'PT5S',
        firstRotation: 'now',
      },
    },
    enrolment: [
      {
        namespaces: ['default'],
        stores: stores.map(({ kind }) => kind),
        rotators: ['payments-postgres'],
      },
    ],
    // A killed worker's run is taken up again within seconds, not within half a minute as in production.
    worker: { lease: 'PT5S', tick: 'PT1S', poll: 'PT1S' },
  };
}

/** An entry for each service, with its instances. */
function consumerEntries(services: readonly RunningService[], token: string) {
  const names = [...new Set(services.map(each => each.name))];
  return Object.fromEntries(
    names.map(name => [
      name,
      {
        kind: 'http',
        instances: services
          .filter(each => each.name === name)
          .map(each => each.url),
        token,
        ...(name.endsWith('-worker') && { effect: 'is restarted' }),
      },
    ]),
  );
}
