import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Access keys of IAM users. @internal */
export const AWS_IAM = {
  kind: 'aws-iam',
  title: 'AWS IAM access keys',
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'deadline',
  provenOn: ['moto, an emulator'],
  privileges: {
    summary:
      '`iam:` `ListAccessKeys`, `GetAccessKeyLastUsed`, `CreateAccessKey`, `UpdateAccessKey`, `DeleteAccessKey` on the users',
    script: 'grants/access-keys.json',
  },
  page: 'integrations/aws-iam.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [AWS_IAM];
