import type { CatalogModelKindRootSchema } from '@backstage/catalog-model/alpha';
import { SECRET_SPEC_TYPE } from '@keyturn/backstage-plugin-secret-rotation-common';

/**
 * A path segment is never `.` or `..`, so that no path can climb out of what the operator allows. Characters
 * that a store's HTTP API would decode or cut at are refused for the same reason.
 */
const PATH_SEGMENT = '(?!\\.{1,2}(?:/|$))[^/\\\\\\s%?#]+';

const entityRef = { type: 'string', minLength: 1 };
const entityRefs = { type: 'array', items: entityRef };
const configuredName = (what: string) => ({
  type: 'string',
  minLength: 1,
  description: `The name of a ${what} in the secretRotation section of app-config.`,
});

const rotationSchema = {
  type: 'object',
  description:
    'How the secret rotates. It only names what the operator configured.',
  required: ['store', 'path', 'rotator', 'policy'],
  additionalProperties: false,
  properties: {
    store: configuredName('store'),
    path: {
      type: 'string',
      maxLength: 512,
      pattern: `^${PATH_SEGMENT}(?:/${PATH_SEGMENT})*$`,
      description:
        'The path inside the store, without mount, leading slash or "..".',
      examples: ['payments/db-login'],
    },
    rotator: configuredName('rotator'),
    policy: configuredName('policy'),
    options: {
      type: 'object',
      description: "Options in the rotator's own schema.",
    },
  },
};

/**
 * The shape of a `Resource` of type `secret`. `spec.rotation` is optional: a secret without it is listed, but
 * nothing rotates it.
 *
 * @internal
 */
export const secretResourceSchema: CatalogModelKindRootSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['type', 'owner'],
      properties: {
        type: { const: SECRET_SPEC_TYPE },
        owner: entityRef,
        system: entityRef,
        dependsOn: entityRefs,
        dependencyOf: entityRefs,
        rotation: rotationSchema,
      },
    },
  },
};
