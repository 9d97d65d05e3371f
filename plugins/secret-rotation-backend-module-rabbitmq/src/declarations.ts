import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Two users that take turns. @internal */
export const ALTERNATING_USERS = {
  kind: 'rabbitmq',
  title: 'RabbitMQ, alternating users',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'two',
  usage: 'per-credential',
  seenBy: 'open-sessions',
  oldSessions: 'ended',
  fencing: 'deadline',
  provenOn: ['RabbitMQ 3.10'],
  privileges: {
    summary:
      'A user with the tag administrator, without a permission in any virtual host',
    script: 'grants/keyturn.sh',
  },
  page: 'integrations/rabbitmq.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  ALTERNATING_USERS,
];
