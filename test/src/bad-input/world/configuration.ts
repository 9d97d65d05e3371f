import type { Entity } from '@backstage/catalog-model';
import type { RunningPostgres } from '@keyturn/dev-peers';
import { ADMIN_ROLE, PAYMENTS_DATABASE } from '@keyturn/dev-peers/world';
import { backendConfiguration, secretEntities } from '../../portal-process';
import type { BadInput, Manager, Mistake } from '../managers/Manager';

export const KINDS = ['vault', 'aws', 'gcp'] as const;
export type Kind = (typeof KINDS)[number];

const ROTATOR = 'payments-postgres';

/** A secret of the catalog, with its store entry. */
export interface Bound extends Pick<BadInput, 'entry' | 'path'> {
  readonly name: string;
}

/** One secret for each mistake at each manager, and one without. */
export function boundSecrets(managers: ReadonlyMap<Kind, Manager>): Bound[] {
  return [...managers].flatMap(([kind, { right, inputs }]) => [
    { name: `${kind}-right`, ...right },
    ...inputs.map(({ mistake, entry, path }) => ({
      name: nameOf(kind, mistake),
      entry,
      path,
    })),
  ]);
}

/** The secret with a mistake, in the catalog. */
export function nameOf(kind: Kind, mistake: Mistake): string {
  return `${kind}-${mistake
    .replace(/^wrong | (path|credential|secret|value)$/g, '')
    .trim()}`;
}

/** The two logins that a secret alternates between. */
export function usersOf(name: string): readonly [string, string] {
  const login = `payments_${name.replaceAll('-', '_')}`;
  return [`${login}_a`, `${login}_b`];
}

/** The app-config of a portal with an entry of its own for each secret's store. */
export function portalConfiguration(world: {
  readonly postgres: RunningPostgres;
  readonly passwords: { readonly admin: string; readonly portal: string };
  readonly managers: ReadonlyMap<Kind, Manager>;
  readonly token: string;
}) {
  const { postgres, passwords, managers, token } = world;
  const { host, port } = postgres;
  const secrets = boundSecrets(managers);
  const configurations = [...managers.values()].map(
    each => each.configuration ?? {},
  );
  return {
    ...Object.assign({}, ...configurations),
    backend: backendConfiguration({
      postgres,
      password: passwords.portal,
      apiToken: token,
      subject: 'bad-input',
    }),
    secretRotation: {
      fallbackOwner: 'group:default/team-platform',
      stores: Object.fromEntries(
        secrets.map(({ name, entry, path }) => [
          name,
          { ...entry, allow: [{ namespaces: ['default'], paths: [path] }] },
        ]),
      ),
      rotators: {
        [ROTATOR]: {
          kind: 'postgres',
          strategy: 'alternating-users',
          admin: {
            host,
            port,
            user: ADMIN_ROLE,
            password: passwords.admin,
            database: PAYMENTS_DATABASE,
          },
          endpoints: [`${host}:${port}`],
          probeQuery: 'select 1 from orders limit 1',
          allow: ['payments_*'],
        },
      },
      // Nobody is there; what must be there before a run is that somebody could be asked.
      consumers: Object.fromEntries(
        secrets.map(({ name }) => [
          readerOf(name),
          { kind: 'http', base: 'http://127.0.0.1:9', token },
        ]),
      ),
      policies: { 'by-hand': { overlap: 'PT1S', soak: 'PT1S' } },
      enrolment: [
        {
          namespaces: ['default'],
          stores: secrets.map(({ name }) => name),
          rotators: [ROTATOR],
        },
      ],
      worker: { lease: 'PT5S', tick: 'PT1S' },
    },
  };
}

/** What the catalog holds. */
export function portalEntities(managers: ReadonlyMap<Kind, Manager>): Entity[] {
  return boundSecrets(managers).flatMap(({ name, path }) =>
    secretEntities({
      name,
      rotation: {
        store: name,
        path,
        rotator: ROTATOR,
        policy: 'by-hand',
        options: { users: usersOf(name) },
      },
      consumers: [readerOf(name)],
    }),
  );
}

function readerOf(name: string): string {
  return `${name}-reader`;
}
