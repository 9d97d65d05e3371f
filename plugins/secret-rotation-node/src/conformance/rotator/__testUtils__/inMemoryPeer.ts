import type { RotatorDeclaration } from '../../../contracts/RotatorDeclaration';
import type { RotatorPeer } from '../peer';
import type { RotatorWorld } from '../world';
import type { Fault } from './faults';
import { KEYS_KNOWN_AHEAD, worldOfKeys } from './inMemoryKeys';
import { inMemoryRotator, type InMemoryRotatorParts } from './inMemoryRotator';
import { Connection, InMemoryTarget, loginOf } from './InMemoryTarget';

const COMMON = {
  kind: 'memory',
  provenOn: [],
  privileges: { summary: 'none' },
  page: 'none',
} as const;

/** One of each kind that rotators are of. */
export const KINDS = {
  'two accounts that take turns': {
    ...COMMON,
    title: 'Two accounts',
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'two',
    usage: 'per-credential',
    seenBy: 'open-sessions',
    oldSessions: 'ended',
    fencing: 'target',
  },
  'one account with two values': {
    ...COMMON,
    title: 'One account',
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'one',
    usage: 'per-account',
    seenBy: 'open-sessions',
    oldSessions: 'ended',
    fencing: 'deadline',
  },
  'one account with one value': {
    ...COMMON,
    title: 'Single slot',
    issues: 'chosen',
    overlap: 'single',
    accounts: 'one',
    usage: 'none',
    seenBy: 'nothing',
    oldSessions: 'live-on',
    fencing: 'deadline',
  },
  'issued keys': {
    ...COMMON,
    title: 'Issued keys',
    issues: 'issued',
    overlap: 'dual',
    accounts: 'one',
    usage: 'none',
    seenBy: 'nothing',
    oldSessions: 'none',
    fencing: 'target',
  },
  'one account whose sessions live on': {
    ...COMMON,
    title: 'Live on',
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'one',
    usage: 'none',
    seenBy: 'nothing',
    oldSessions: 'live-on',
    fencing: 'deadline',
  },
  'keys that are known ahead': KEYS_KNOWN_AHEAD,
} as const satisfies Record<string, RotatorDeclaration>;

/** A peer in memory that breaks one promise, or none. */
export function inMemoryPeer(
  name: keyof typeof KINDS,
  fault?: Fault,
): RotatorPeer {
  return {
    name,
    declaration: KINDS[name],
    createWorld: async () =>
      name === 'keys that are known ahead'
        ? worldOfKeys(fault)
        : worldOf(KINDS[name], fault),
  };
}

function worldOf(
  declaration: RotatorDeclaration,
  fault: Fault | undefined,
  account = 'shop',
): RotatorWorld {
  const target = new InMemoryTarget();
  const current = target.add(account, true);
  const rotatorWith = (parts: Partial<InMemoryRotatorParts> = {}) =>
    inMemoryRotator({
      target,
      declaration,
      connection: new Connection(),
      has: one => one === fault,
      ...parts,
    });
  return {
    rotator: rotatorWith(),
    options: {
      names: [account, ...(declaration.accounts === 'two' ? ['second'] : [])],
    },
    current,
    foreign: loginOf('stranger', 'of-a-stranger'),
    look: async () => ({
      writes: target.writes,
      credentials: structuredClone(target.credentials),
    }),
    openSession: async value => target.openSession(value),
    withSilentEndpoint: async () => rotatorWith({ silentEndpoints: 1 }),
    withoutServer: async () =>
      rotatorWith({
        connection: new Connection({ request: 1, moment: 'before' }),
      }),
    withoutRights: async () => rotatorWith({ mayWrite: false }),
    interrupt: async point => {
      const connection = new Connection(point);
      return {
        rotator: rotatorWith({ connection }),
        wasReached: () => connection.wasReached,
        close: async () => undefined,
      };
    },
    named: async name => worldOf(declaration, fault, name),
    serverLog: async () => target.log.join('\n'),
    countCredentials: async () => target.credentials.length,
    addCredential: async use => target.add(account, false, use === 'in-use'),
    fill: async () => {
      while (target.credentials.length < target.room)
        target.add(account, false);
    },
    close: async () => undefined,
  };
}
