import type { Entity } from '@backstage/catalog-model';
import type { RunningPostgres, RunningService } from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  PAYMENTS_DATABASE,
  WORLD_SECRETS,
  type StoreKind,
  type WorldStore,
} from '@keyturn/dev-peers/world';
import { backendConfiguration, secretEntities } from '../../portal-process';

const ROTATOR = 'payments-postgres';

/** What lies in each manager besides, and no entity claims. */
export const UNCLAIMED: Readonly<Record<StoreKind, string>> = {
  vault: 'legacy/billing-ftp',
  aws: 'legacy/billing-ftp',
  gcp: 'legacy-billing-ftp',
};

/** The app-config of a portal with several secrets managers. */
export function portalConfiguration(world: {
  readonly postgres: RunningPostgres;
  readonly passwords: { readonly admin: string; readonly portal: string };
  readonly stores: readonly WorldStore[];
  readonly services: readonly RunningService[];
  readonly token: string;
}) {
  const { postgres, passwords, stores, services, token } = world;
  const names = [...new Set(services.map(({ name }) => name))];
  return {
    ...Object.assign({}, ...stores.map(store => store.configuration ?? {})),
    backend: backendConfiguration({
      postgres,
      password: passwords.portal,
      apiToken: token,
      subject: 'three-stores',
    }),
    secretRotation: {
      fallbackOwner: 'group:default/team-platform',
      stores: Object.fromEntries(
        stores.map(({ kind, entry }) => [
          kind,
          {
            ...entry,
            inventory: {},
            allow: [
              { namespaces: ['default'], paths: ['payments/*', 'payments-*'] },
            ],
          },
        ]),
      ),
      rotators: {
        [ROTATOR]: {
          kind: 'postgres' as const,
          strategy: 'alternating-users',
          admin: {
            host: postgres.host,
            port: postgres.port,
            user: ADMIN_ROLE,
            password: passwords.admin,
            database: PAYMENTS_DATABASE,
          },
          endpoints: [`${postgres.host}:${postgres.port}`],
          probeQuery: 'select 1 from orders limit 1',
          allow: ['payments_*'],
        },
      },
      consumers: Object.fromEntries(
        names.map(name => [
          name,
          {
            kind: 'http',
            instances: services
              .filter(service => service.name === name)
              .map(({ url }) => url),
            token,
          },
        ]),
      ),
      policies: { together: { every: 'P30D', overlap: 'PT3S', soak: 'PT1S' } },
      enrolment: [
        {
          namespaces: ['default'],
          stores: stores.map(({ kind }) => kind),
          rotators: [ROTATOR],
        },
      ],
      worker: {
        lease: 'PT5S',
        tick: 'PT1S',
        poll: 'PT0.5S',
        // A consumer may be slow on a busy machine; nobody is there to be asked.
        maxRepairs: 100,
      },
    },
  };
}

/** What the catalog holds. */
export function portalEntities(): Entity[] {
  return WORLD_SECRETS.flatMap(({ name, store, path, logins, services }) =>
    secretEntities({
      name,
      rotation: {
        store,
        path,
        rotator: ROTATOR,
        policy: 'together',
        options: { users: logins },
      },
      consumers: services.map(([consumer]) => consumer),
    }),
  );
}
