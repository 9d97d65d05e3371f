import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Two `userPassword` values of one entry. @internal */
export const ENTRY_PASSWORD = {
  kind: 'ldap',
  title: 'LDAP, two userPassword values of one entry',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'target',
  provenOn: ['OpenLDAP 2.5'],
  privileges: {
    summary:
      'Read and write userPassword and one marker attribute of the entries that it rotates',
    script: 'grants/keyturn.acl',
  },
  page: 'integrations/ldap.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  ENTRY_PASSWORD,
];
