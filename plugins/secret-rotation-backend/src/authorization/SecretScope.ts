import type { SecretFacts } from './SecretFacts';

/**
 * Which secrets a caller may see, as data that the ledger turns into a query.
 * An empty `anyOf` holds nothing, an empty `allOf` everything, as in logic.
 * @internal
 */
export type SecretScope =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'owner'; owners: string[] }
  | { kind: 'namespace'; namespaces: string[] }
  | { kind: 'store'; stores: string[] }
  | { kind: 'anyOf'; scopes: SecretScope[] }
  | { kind: 'allOf'; scopes: SecretScope[] }
  | { kind: 'not'; scope: SecretScope };

/** The meaning of a scope for one secret; a query made of the scope must agree with it. @internal */
export function inScope(scope: SecretScope, facts: SecretFacts): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'owner':
      return facts.owner !== undefined && scope.owners.includes(facts.owner);
    case 'namespace':
      return scope.namespaces.includes(facts.namespace);
    case 'store':
      return scope.stores.includes(facts.store);
    case 'anyOf':
      return scope.scopes.some(part => inScope(part, facts));
    case 'allOf':
      return scope.scopes.every(part => inScope(part, facts));
    case 'not':
      return !inScope(scope.scope, facts);
    default:
      throw new Error(
        `Unknown scope ${(scope satisfies never as SecretScope).kind}`,
      );
  }
}
