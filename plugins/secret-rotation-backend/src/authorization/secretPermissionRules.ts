import type {
  PermissionCondition,
  PermissionRuleParams,
} from '@backstage/plugin-permission-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_SECRET } from '@keyturn/backstage-plugin-secret-rotation-common';
import { z } from 'zod';
import type { SecretFacts } from './SecretFacts';
import { inScope, type SecretScope } from './SecretScope';

/**
 * The permission resource type of a secret. Its resource refs are entity refs.
 * @internal
 */
export const secretPermissionResourceRef = createPermissionResourceRef<
  SecretFacts,
  SecretScope
>().with({
  pluginId: 'secret-rotation',
  resourceType: RESOURCE_TYPE_SECRET,
});

function lowerCase(refs: string[]): string[] {
  return refs.map(ref => ref.toLocaleLowerCase('en-US'));
}

// `apply` is the meaning of the query, so that one row and a list cannot disagree.
const ownedBy = (owners: string[]): SecretScope => ({
  kind: 'owner',
  owners: lowerCase(owners),
});
const inNamespaces = (namespaces: string[]): SecretScope => ({
  kind: 'namespace',
  namespaces: lowerCase(namespaces),
});
const inStores = (stores: string[]): SecretScope => ({ kind: 'store', stores });

/** Holds for secrets whose owner in the catalog is one of `owners`. @internal */
export const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Secrets owned by one of these groups or users',
  resourceRef: secretPermissionResourceRef,
  paramsSchema: z.object({
    owners: z.array(z.string()).describe('Entity refs of groups or users'),
  }),
  apply: (secret, { owners }) => inScope(ownedBy(owners), secret),
  toQuery: ({ owners }) => ownedBy(owners),
});

/** Holds for secrets in one of `namespaces` of the catalog. @internal */
export const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Secrets in one of these namespaces of the catalog',
  resourceRef: secretPermissionResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of namespaces'),
  }),
  apply: (secret, { namespaces }) => inScope(inNamespaces(namespaces), secret),
  toQuery: ({ namespaces }) => inNamespaces(namespaces),
});

/** Holds for secrets that are kept in one of `stores`. @internal */
export const usesStore = createPermissionRule({
  name: 'USES_STORE',
  description: 'Secrets that are kept in one of these stores',
  resourceRef: secretPermissionResourceRef,
  paramsSchema: z.object({
    stores: z.array(z.string()).describe('Names of stores in app-config'),
  }),
  apply: (secret, { stores }) => inScope(inStores(stores), secret),
  toQuery: ({ stores }) => inStores(stores),
});

/** The rules of the resource type. @internal */
export const secretPermissionRules = { isOwner, inNamespace, usesStore };

const exported = createConditionExports({
  resourceRef: secretPermissionResourceRef,
  rules: secretPermissionRules,
});

/** Makes one condition of its parameters. @public */
export type SecretCondition<TParams extends PermissionRuleParams> = (
  params: TParams,
) => PermissionCondition<typeof RESOURCE_TYPE_SECRET, TParams>;

/** Conditions that a permission policy may answer with. @public */
export const secretRotationConditions: {
  isOwner: SecretCondition<{ owners: string[] }>;
  inNamespace: SecretCondition<{ namespaces: string[] }>;
  usesStore: SecretCondition<{ stores: string[] }>;
} = exported.conditions;

/** Wraps conditions into the decision of a permission policy. @public */
export const createSecretRotationConditionalDecision =
  exported.createConditionalDecision;
