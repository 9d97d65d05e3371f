import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

const KEY_SET = {
  kind: 'keyset',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'none',
  page: 'integrations/keyset.md',
} as const;

/** What the rotators of this package can do. Keys that sign are seen in the issuer's published document. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  {
    ...KEY_SET,
    title: 'Signing keys, published as JWKS',
    provenOn: ['an issuer and a verifier of ours with `jose`'],
    privileges: { summary: 'None: the published document is public' },
  },
  {
    ...KEY_SET,
    fencing: 'deadline',
    title: 'Data keys, with a re-encryption hook',
    provenOn: [],
    privileges: { summary: 'A header by which the hook knows Keyturn' },
  },
];
