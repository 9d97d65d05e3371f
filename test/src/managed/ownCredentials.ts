import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  getCompoundEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { escapeLiteral } from 'pg';
import { parse, parseAllDocuments } from 'yaml';

/** The example that docs/operating.md describes, as operators get it. */
const FOLDER = join(
  dirname(require.resolve('keyturn-tests/package.json')),
  '../examples/own-credentials',
);

const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

/** The entry of a rotator. */
interface RotatorEntry {
  readonly admin: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** The entries of the example's app-config. */
export function exampleConfiguration(
  environment: Readonly<Record<string, string>>,
) {
  const filled = text('app-config.yaml').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => JSON.stringify(filledIn(environment, name)),
  );
  const { secretRotation } = parse(filled) as {
    secretRotation: {
      rotators: Record<string, RotatorEntry>;
      consumers: Record<string, object>;
      enrolment: object[];
    };
  };
  return secretRotation;
}

/** The entities of the example's catalog file, with the relations that a catalog makes of them. */
export function exampleEntities(): Entity[] {
  const entities = parseAllDocuments(text('catalog.yaml')).map(document => {
    const entity = document.toJS() as Entity;
    const metadata = { namespace: 'default', ...entity.metadata };
    return { ...entity, metadata };
  });
  const refOf = (entity: Entity) =>
    stringifyEntityRef(getCompoundEntityRef(entity));
  const needs = (entity: Entity) =>
    (entity.spec?.dependsOn ?? []) as readonly string[];
  return entities.map(entity => ({
    ...entity,
    relations: [
      {
        type: 'ownedBy',
        targetRef: `group:default/${String(entity.spec?.owner)}`,
      },
      ...needs(entity).map(targetRef => ({ type: 'dependsOn', targetRef })),
      ...entities
        .filter(other => needs(other).includes(refOf(entity)))
        .map(other => ({ type: 'dependencyOf', targetRef: refOf(other) })),
    ],
  }));
}

/** The statements of the example, with its variables filled in as psql does. */
export function exampleStatements(
  variables: Readonly<Record<string, string>>,
): string {
  return text('prepare.sql').replace(/:'(\w+)'/g, (_, name: string) =>
    escapeLiteral(filledIn(variables, name)),
  );
}

function filledIn(
  values: Readonly<Record<string, string>>,
  name: string,
): string {
  const value = values[name];
  if (value === undefined) throw new Error(`The example wants ${name}`);
  return value;
}
