import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What is the same whoever signs. */
const CERTIFICATE = {
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'deadline',
  page: 'integrations/tls.md',
} as const;

/** An authority in files. @internal */
export const FILE_AUTHORITY = {
  ...CERTIFICATE,
  kind: 'tls-ca',
  title: 'TLS certificates, an authority in files',
  provenOn: ['an authority of two levels, judged by OpenSSL'],
  privileges: {
    summary: 'Reads the authority’s key file, writes the folder of its ledger',
  },
} as const satisfies RotatorDeclaration;

/** The PKI engine of Vault or OpenBao. @internal */
export const VAULT_PKI = {
  ...CERTIFICATE,
  kind: 'tls-vault-pki',
  title: 'TLS certificates, Vault and OpenBao PKI',
  provenOn: ['OpenBao 2.7'],
  privileges: {
    summary: '`update` on `sign/<role>` and `revoke` of the mount',
  },
} as const satisfies RotatorDeclaration;

/** An ACME server. @internal */
export const ACME = {
  ...CERTIFICATE,
  kind: 'tls-acme',
  title: 'TLS certificates, ACME',
  provenOn: ['Pebble 2.4'],
  privileges: {
    summary: 'An account key, and a hook that answers http-01 or dns-01',
  },
} as const satisfies RotatorDeclaration;

/** What the rotators of this package can do. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  FILE_AUTHORITY,
  VAULT_PKI,
  ACME,
];
