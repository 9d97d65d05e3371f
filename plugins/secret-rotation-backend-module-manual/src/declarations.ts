import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

const OPAQUE = {
  kind: 'opaque',
  issues: 'chosen',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'none',
  provenOn: [],
  privileges: {
    summary: 'None: there is no target besides the consumers',
  },
  page: 'integrations/opaque.md',
} as const;

/** What the rotators of this package can do. Neither can be asked what is accepted. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  {
    ...OPAQUE,
    title: 'Random value, consumers take one',
    overlap: 'single',
  },
  {
    ...OPAQUE,
    title: 'Random value, consumers take `previous` too',
    overlap: 'dual',
  },
  {
    kind: 'manual',
    title: 'Changed by a person',
    issues: 'manual',
    overlap: 'dual',
    accounts: 'one',
    usage: 'none',
    seenBy: 'nothing',
    oldSessions: 'live-on',
    fencing: 'none',
    provenOn: [],
    privileges: {
      summary: 'None at the target. In the store: versions and their times',
    },
    page: 'integrations/manual.md',
  },
];
