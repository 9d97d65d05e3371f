import { writeFile } from 'node:fs/promises';
import type { RunningPostgres } from '../../postgres';
import type { RunningService } from '../../services';
import type { WorldPaths } from '../folder';
import type { WorldOptions } from '../options';
import {
  ADMIN_ROLE,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
} from '../payments/database';
import type { WorldStore } from '../store/startStore';
import type { WorldState } from '../WorldState';

/** What the portal of a world is told besides app-config.yaml. @internal */
export interface PortalSurroundings {
  readonly options: WorldOptions;
  readonly state: WorldState;
  readonly paths: WorldPaths;
  readonly postgres: RunningPostgres;
  readonly store: WorldStore;
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
  const { options, state } = world;
  return {
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
  store,
  services,
}: PortalSurroundings) {
  const token = await state.credential('services');
  const instancesOf = (name: string) =>
    services.filter(each => each.name === name).map(each => each.url);
  return {
    fallbackOwner: 'group:default/team-platform',
    stores: {
      vault: {
        kind: 'vault',
        address: store.address,
        mount: store.mount,
        auth: { token: store.tokens.keyturn },
        allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
      },
    },
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
    consumers: {
      checkout: { kind: 'http', instances: instancesOf('checkout'), token },
      'ledger-api': {
        kind: 'http',
        instances: instancesOf('ledger-api'),
        token,
      },
      'invoice-worker': {
        kind: 'http',
        instances: instancesOf('invoice-worker'),
        token,
        effect: 'is restarted',
      },
    },
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
        stores: ['vault'],
        rotators: ['payments-postgres'],
      },
    ],
    // A killed worker's run is taken up again within seconds, not within half a minute as in production.
    worker: { lease: 'PT5S', tick: 'PT1S', poll: 'PT1S' },
  };
}
