import type { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_DEPENDENCY_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  CONSUMER_ANNOTATION,
  isUnmanagedEntity,
  SECRET_SPEC_TYPE,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerSource } from '../engine/StepContext';
import type { ConsumerRow, SecretRow } from '../ledger/rows';

/** The parts of an entity that are asked for. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.labels',
  'metadata.annotations',
  'spec.owner',
  'spec.system',
  'spec.lifecycle',
  'spec.rotation',
  'spec.type',
  'relations',
];

const PAGE = 200;

const MAX_ANNOTATION_LENGTH = 512;

/** A consumer without the number of its secret. */
export type CatalogConsumer = Omit<ConsumerRow, 'secretId'>;

/** Reads secrets and their consumers from the catalog, as the plugin itself. */
export class CatalogReader implements ConsumerSource {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /** One page of the catalog's secrets: the first, or the one that a cursor leads to. */
  async secrets(
    cursor?: string,
  ): Promise<{ readonly items: Entity[]; readonly nextCursor?: string }> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const { items, pageInfo } = await this.#catalog.queryEntities(
      cursor
        ? { cursor, limit: PAGE, fields: FIELDS }
        : {
            filter: { kind: 'Resource', 'spec.type': SECRET_SPEC_TYPE },
            limit: PAGE,
            fields: FIELDS,
          },
      { credentials },
    );
    return {
      items: items.filter(item => !isUnmanagedEntity(item)),
      nextCursor: pageInfo.nextCursor,
    };
  }

  /** The entities that depend on these secrets, by the secret's ref. */
  async consumersOf(
    secrets: readonly Entity[],
  ): Promise<Map<string, CatalogConsumer[]>> {
    const wanted = new Map<string, string[]>();
    for (const secret of secrets) {
      wanted.set(stringifyEntityRef(secret), dependents(secret));
    }
    const refs = [...new Set([...wanted.values()].flat())];
    const found = new Map<string, CatalogConsumer>();
    const credentials = await this.#auth.getOwnServiceCredentials();
    for (let start = 0; start < refs.length; start += PAGE) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: refs.slice(start, start + PAGE), fields: FIELDS },
        { credentials },
      );
      for (const item of items) {
        if (item) found.set(stringifyEntityRef(item), consumerOf(item));
      }
    }
    return new Map(
      [...wanted].map(([secret, consumers]) => [
        secret,
        // A relation to an entity that is not in the catalog is a consumer all the same: it can prove nothing.
        consumers.map(ref => found.get(ref) ?? missingConsumer(ref)),
      ]),
    );
  }

  async read(secret: SecretRow): Promise<readonly ConsumerRow[] | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entity = await this.#catalog.getEntityByRef(secret.entityRef, {
      credentials,
    });
    if (!entity) return undefined;
    const consumers = await this.consumersOf([entity]);
    return (consumers.get(stringifyEntityRef(entity)) ?? []).map(consumer => ({
      ...consumer,
      secretId: secret.id,
    }));
  }
}

/** The entity ref of an entity's owner, if it has one. */
export function ownerOf(entity: Entity): string | undefined {
  return entity.relations?.find(relation => relation.type === RELATION_OWNED_BY)
    ?.targetRef;
}

function dependents(secret: Entity): string[] {
  return (secret.relations ?? [])
    .filter(relation => relation.type === RELATION_DEPENDENCY_OF)
    .map(relation => relation.targetRef);
}

function consumerOf(entity: Entity): CatalogConsumer {
  const { lifecycle } = entity.spec ?? {};
  return {
    entityRef: stringifyEntityRef(entity),
    name: entity.metadata.name,
    namespace: entity.metadata.namespace ?? 'default',
    title: entity.metadata.title,
    owner: ownerOf(entity),
    lifecycle: typeof lifecycle === 'string' ? lifecycle : undefined,
    labels: entity.metadata.labels ?? {},
    annotations: shortOnes(entity.metadata.annotations ?? {}),
    entry: entity.metadata.annotations?.[CONSUMER_ANNOTATION],
  };
}

/** Annotations that are settings. What is longer is a document, which a ledger has no use for. */
function shortOnes(annotations: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([, text]) => text.length <= MAX_ANNOTATION_LENGTH,
    ),
  );
}

function missingConsumer(ref: string): CatalogConsumer {
  const { name, namespace } = parseEntityRef(ref);
  return { entityRef: ref, name, namespace, labels: {} };
}
