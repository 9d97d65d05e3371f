import type { Entity } from '@backstage/catalog-model';

const OWNER = 'group:default/team-payments';

/** A secret of a test's catalog. */
export interface CatalogSecret {
  readonly name: string;
  /** Its entity ref; a team when it is left out. */
  readonly owner?: string;
  /** `spec.rotation`. */
  readonly rotation: {
    readonly store: string;
    readonly path: string;
    readonly rotator: string;
    readonly policy: string;
    readonly options: Readonly<Record<string, string | readonly string[]>>;
  };
  /** Names of components, which are those of their entries under `consumers` too. */
  readonly consumers: readonly string[];
}

/** A secret and what depends on it, with the relations that a real catalog would make. */
export function secretEntities(secret: CatalogSecret): Entity[] {
  const { name, owner = OWNER, rotation, consumers } = secret;
  const options = Object.fromEntries(
    Object.entries(rotation.options).map(([key, given]) => [
      key,
      typeof given === 'string' ? given : [...given],
    ]),
  );
  return [
    {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: { namespace: 'default', name },
      spec: {
        type: 'secret',
        owner,
        rotation: { ...rotation, options },
      },
      relations: [
        { type: 'ownedBy', targetRef: owner },
        ...consumers.map(consumer => ({
          type: 'dependencyOf',
          targetRef: `component:default/${consumer}`,
        })),
      ],
    },
    ...consumers.map(consumer => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        namespace: 'default',
        name: consumer,
        annotations: { 'keyturn.dev/consumer': consumer },
      },
      spec: { type: 'service', lifecycle: 'production', owner: OWNER },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        { type: 'dependsOn', targetRef: `resource:default/${name}` },
      ],
    })),
  ];
}
