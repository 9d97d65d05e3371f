import fc from 'fast-check';
import type { SecretFacts } from './SecretFacts';
import { inScope, type SecretScope } from './SecretScope';
import {
  createSecretRotationConditionalDecision,
  inNamespace,
  isOwner,
  secretRotationConditions,
  usesStore,
} from './secretPermissionRules';
import { secretReadPermission } from '@keyturn/backstage-plugin-secret-rotation-common';

const word = fc.constantFrom('a', 'b', 'A', 'c');
const words = fc.array(word, { maxLength: 3 });
const facts: fc.Arbitrary<SecretFacts> = fc.record(
  {
    entityRef: fc.constant('resource:default/x'),
    namespace: fc.constantFrom('a', 'b', 'c'),
    owner: fc.constantFrom('a', 'b', 'c'),
    store: word,
    rotator: word,
    policy: word,
  },
  { requiredKeys: ['entityRef', 'namespace', 'store', 'rotator', 'policy'] },
);

describe('the rules of the resource type', () => {
  it('say of one row what their query says of a list', () => {
    fc.assert(
      fc.property(facts, words, (secret, list) => {
        expect([
          isOwner.apply(secret, { owners: list }),
          inNamespace.apply(secret, { namespaces: list }),
          usesStore.apply(secret, { stores: list }),
        ]).toEqual([
          inScope(isOwner.toQuery({ owners: list }) as SecretScope, secret),
          inScope(
            inNamespace.toQuery({ namespaces: list }) as SecretScope,
            secret,
          ),
          inScope(usesStore.toQuery({ stores: list }) as SecretScope, secret),
        ]);
      }),
    );
  });

  it('compare refs and namespaces without case, stores with it', () => {
    const secret: SecretFacts = {
      entityRef: 'resource:default/x',
      namespace: 'pci',
      owner: 'group:default/a',
      store: 'Vault',
      rotator: 'r',
      policy: 'p',
    };
    expect(isOwner.apply(secret, { owners: ['Group:Default/A'] })).toBe(true);
    expect(inNamespace.apply(secret, { namespaces: ['PCI'] })).toBe(true);
    expect(usesStore.apply(secret, { stores: ['vault'] })).toBe(false);
  });

  it('hold for nobody where the secret has no owner', () => {
    const orphan: SecretFacts = {
      entityRef: 'resource:default/x',
      namespace: 'default',
      store: 's',
      rotator: 'r',
      policy: 'p',
    };
    expect(isOwner.apply(orphan, { owners: ['undefined', ''] })).toBe(false);
  });

  it('can be answered by a permission policy', () => {
    expect(
      createSecretRotationConditionalDecision(
        secretReadPermission,
        secretRotationConditions.usesStore({ stores: ['vault-prod'] }),
      ),
    ).toEqual({
      result: 'CONDITIONAL',
      pluginId: 'secret-rotation',
      resourceType: 'secret-rotation-secret',
      conditions: {
        rule: 'USES_STORE',
        resourceType: 'secret-rotation-secret',
        params: { stores: ['vault-prod'] },
      },
    });
  });
});

describe('a scope', () => {
  const scope = fc.letrec<{ scope: SecretScope }>(tie => ({
    scope: fc.oneof(
      { depthSize: 'small' },
      fc.constant<SecretScope>({ kind: 'all' }),
      fc.constant<SecretScope>({ kind: 'none' }),
      words.map((owners): SecretScope => ({ kind: 'owner', owners })),
      words.map(
        (namespaces): SecretScope => ({ kind: 'namespace', namespaces }),
      ),
      fc
        .array(tie('scope'), { maxLength: 3 })
        .map((scopes): SecretScope => ({ kind: 'anyOf', scopes })),
      fc
        .array(tie('scope'), { maxLength: 3 })
        .map((scopes): SecretScope => ({ kind: 'allOf', scopes })),
      tie('scope').map((it): SecretScope => ({ kind: 'not', scope: it })),
    ),
  })).scope;

  it('obeys logic', () => {
    fc.assert(
      fc.property(
        fc.array(scope, { maxLength: 3 }),
        facts,
        (scopes, secret) => {
          const negated = scopes.map(
            (it): SecretScope => ({ kind: 'not', scope: it }),
          );
          expect(inScope({ kind: 'anyOf', scopes }, secret)).toBe(
            !inScope({ kind: 'allOf', scopes: negated }, secret),
          );
          expect(inScope({ kind: 'allOf', scopes }, secret)).toBe(
            !inScope({ kind: 'anyOf', scopes: negated }, secret),
          );
        },
      ),
    );
  });
});
