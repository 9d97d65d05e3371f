import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Keys of GCP service accounts. @internal */
export const GCP_SERVICE_ACCOUNT = {
  kind: 'gcp-service-account',
  title: 'GCP service account keys',
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'deadline',
  provenOn: ["a stand-in of ours, written from Google's documentation"],
  privileges: {
    summary:
      '`iam.serviceAccountKeys.` `list`, `create`, `disable`, `delete` on the accounts',
    script: 'grants/key-rotator-role.yaml',
  },
  page: 'integrations/gcp-service-account.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  GCP_SERVICE_ACCOUNT,
];
