import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

const OPAQUE = {
  kind: 'opaque',
  probing: 'none',
  issues: 'chosen',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'none',
  provenOn: ['a signed webhook of ours, a stand-in'],
  privileges: {
    summary: 'None: there is no target besides the consumers',
  },
  page: 'integrations/opaque.md',
} as const;

/** A random value of which consumers take one. */
export const OPAQUE_SINGLE: RotatorDeclaration = {
  ...OPAQUE,
  title: 'Random value, consumers take one',
  overlap: 'single',
};

/** A random value that carries the one before it. */
export const OPAQUE_DUAL: RotatorDeclaration = {
  ...OPAQUE,
  title: 'Random value, consumers take `previous` too',
  overlap: 'dual',
  staysUntilNext: true,
};

/** What people change, where nobody can be asked. */
export const BY_HAND: RotatorDeclaration = {
  kind: 'manual',
  title: 'Changed by a person',
  issues: 'manual',
  overlap: 'dual',
  accounts: 'one',
  usage: 'none',
  probing: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'none',
  provenOn: ['a partner of ours, a stand-in'],
  privileges: {
    summary: 'None at the target. In the store: versions and their times',
  },
  page: 'integrations/manual.md',
};

/** The same with a request that tells what is accepted. */
export const BY_HAND_PROBED: RotatorDeclaration = {
  ...BY_HAND,
  title: 'Changed by a person, tried by a request',
  probing: undefined,
  privileges: {
    summary:
      'None at the target: it is asked with the values themselves. In the store: reading',
  },
};

/** What the rotators of this package can do. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  OPAQUE_SINGLE,
  OPAQUE_DUAL,
  BY_HAND,
  BY_HAND_PROBED,
];
