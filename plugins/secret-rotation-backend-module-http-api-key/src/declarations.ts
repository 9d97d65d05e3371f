import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Keys of a provider whose API the operator describes. @internal */
export const HTTP_API_KEY = {
  kind: 'http-api-key',
  title: 'API keys of a described provider',
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'deadline',
  provenOn: ['a provider of ours that misbehaves, a stand-in'],
  privileges: {
    summary:
      'a credential of the provider that lists, makes and revokes keys of the account',
  },
  page: 'integrations/http-api-key.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  HTTP_API_KEY,
];
