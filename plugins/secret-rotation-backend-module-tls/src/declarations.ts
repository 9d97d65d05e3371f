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

/** What the rotators of this package can do. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  {
    ...CERTIFICATE,
    kind: 'tls-ca',
    title: 'TLS certificates, an authority in files',
    provenOn: ['an authority of two levels, judged by OpenSSL'],
    privileges: {
      summary:
        'Reads the authority’s key file, writes the folder of its ledger',
    },
  },
];
