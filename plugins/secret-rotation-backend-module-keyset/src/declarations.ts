import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

const KEY_SET = {
  kind: 'keyset',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  isKnownAhead: true,
  staysUntilNext: true,
  page: 'integrations/keyset.md',
} as const;

/** Keys that sign: the issuer's published document shows which are trusted. @internal */
export const SIGNING_KEYS: RotatorDeclaration = {
  ...KEY_SET,
  title: 'Signing keys, published as JWKS',
  fencing: 'none',
  provenOn: ['issuers and a verifier of ours with `jose`'],
  privileges: { summary: 'None: the published document is public' },
};

/** Keys that encrypt: nobody shows which are trusted. @internal */
export const DATA_KEYS: RotatorDeclaration = {
  ...KEY_SET,
  title: 'Data keys, with a re-encryption hook',
  fencing: 'deadline',
  probing: 'none',
  provenOn: ['a service of ours that encrypts with AES-GCM'],
  privileges: { summary: 'A header by which the hook knows Keyturn' },
};

/** What the rotators of this package can do. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  SIGNING_KEYS,
  DATA_KEYS,
];
