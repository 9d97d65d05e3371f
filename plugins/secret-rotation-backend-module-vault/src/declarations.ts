import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Secret ids of AppRoles. @internal */
export const VAULT_APPROLE = {
  kind: 'vault-approle',
  title: 'Vault and OpenBao, secret ids of an AppRole',
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'deadline',
  provenOn: ['OpenBao 2.7'],
  privileges: {
    summary:
      '`read` on the role and its id, `list` and `update` on its secret ids, `update` on look-up and destruction by accessor',
  },
  page: 'integrations/vault.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  VAULT_APPROLE,
];
