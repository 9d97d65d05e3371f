import type { Entity } from '@backstage/catalog-model';
import type { RunningService } from '@keyturn/dev-peers';
import type { RunningStore, RunningTarget } from '../strategies';

/** The lease of the sweep's workers. */
export const LEASE_SECONDS = 2;

/** The secret that is rotated. */
export const SECRET = { namespace: 'default', name: 'payments-db-login' };

const OWNER = 'group:default/team-payments';
const VERBS = ['read', 'plan', 'start', 'recheck', 'cancel'];

/** What the portal of a world is told. */
export function portalConfiguration(world: {
  readonly database: object;
  readonly apiToken: string;
  readonly serviceToken: string;
  readonly store: RunningStore;
  readonly target: RunningTarget;
  readonly consumers: readonly RunningService[];
}) {
  return {
    ...world.store.configuration,
    ...world.target.configuration,
    backend: {
      database: world.database,
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: world.apiToken, subject: 'crash-sweep' },
            accessRestrictions: [
              {
                plugin: 'secret-rotation',
                permission: VERBS.map(verb => `secret-rotation.secret.${verb}`),
              },
            ],
          },
        ],
      },
    },
    secretRotation: {
      fallbackOwner: 'group:default/team-platform',
      stores: {
        store: {
          ...world.store.entry,
          ...(world.target.publicFields && {
            publicFields: world.target.publicFields,
          }),
          allow: [
            {
              namespaces: ['default'],
              paths: [world.store.serviceAccess.path],
            },
          ],
        },
      },
      rotators: {
        target: { ...world.target.entry, allow: world.target.allow },
      },
      consumers: Object.fromEntries(
        world.consumers.map(({ name, url }) => [
          name,
          { kind: 'http', base: url, token: world.serviceToken },
        ]),
      ),
      policies: {
        // A target with one slot needs the consent, others do not ask for it.
        sweep: { overlap: 'PT1S', soak: 'PT0.5S', interruption: 'accept' },
      },
      enrolment: [
        { namespaces: ['default'], stores: ['store'], rotators: ['target'] },
      ],
      worker: {
        lease: `PT${LEASE_SECONDS}S`,
        tick: 'PT1S',
        poll: 'PT0.5S',
        grace: 'PT2S',
        // A consumer may be slow to follow on a busy machine; nobody is there to be asked.
        maxRepairs: 100,
      },
    },
  };
}

/** What the catalog of a world holds. */
export function portalEntities(
  store: RunningStore,
  target: RunningTarget,
  consumers: readonly RunningService[],
): Entity[] {
  const secretRef = `resource:${SECRET.namespace}/${SECRET.name}`;
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: SECRET,
      spec: {
        type: 'secret',
        owner: OWNER,
        rotation: {
          store: 'store',
          path: store.serviceAccess.path,
          rotator: 'target',
          policy: 'sweep',
          options: JSON.parse(JSON.stringify(target.options)),
        },
      },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        ...consumers.map(({ name }) => ({
          type: 'dependencyOf',
          targetRef: `component:default/${name}`,
        })),
      ],
    },
    ...consumers.map(({ name }) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        namespace: 'default',
        name,
        annotations: { 'keyturn.dev/consumer': name },
      },
      spec: { type: 'service', lifecycle: 'production', owner: OWNER },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        { type: 'dependsOn', targetRef: secretRef },
      ],
    })),
  ];
}
