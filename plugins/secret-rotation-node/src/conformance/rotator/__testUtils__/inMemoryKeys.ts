import { randomBytes } from 'node:crypto';
import { accountName, type Rotator } from '../../../contracts/Rotator';
import type { RotatorDeclaration } from '../../../contracts/RotatorDeclaration';
import { MisconfiguredError, UnavailableError } from '../../../errors';
import { SecretValue } from '../../../SecretValue';
import type { RotatorWorld } from '../world';
import type { Fault } from './faults';

/** A kind of rotator that tells nobody anything: consumers learn keys from the store, one version ahead. */
export const KEYS_KNOWN_AHEAD = {
  kind: 'memory',
  title: 'Keys',
  issues: 'chosen',
  overlap: 'dual',
  isKnownAhead: true,
  staysUntilNext: true,
  probing: 'none',
  accounts: 'one',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'none',
  fencing: 'none',
  provenOn: [],
  privileges: { summary: 'none' },
  page: 'none',
} as const satisfies RotatorDeclaration;

const ROLES = ['current', 'next', 'previous'] as const;

/** What consumers have loaded, in memory, written for the kit's own tests. */
class LoadedKeys {
  readonly keys = new Set<string>();
  readonly log: string[] = [];
  /** How often the rotator wrote, which it should not. */
  writes = 0;

  load(value: SecretValue): void {
    this.keys.clear();
    for (const role of ROLES) this.keys.add(value.reveal(role));
  }
}

/** A world of such keys, whose rotator breaks one promise, or none. */
export function worldOfKeys(fault?: Fault, account = 'shop'): RotatorWorld {
  const loaded = new LoadedKeys();
  const rotatorWith = (can: Abilities = {}) => rotatorOf(loaded, fault, can);
  const current = keysOf(account, fresh(), fresh(), fresh());
  loaded.load(current);
  const accepts = async (value: SecretValue) =>
    value.has('current') && loaded.keys.has(value.reveal('current'));
  return {
    rotator: rotatorWith(),
    options: { name: account },
    current,
    foreign: keysOf('stranger', fresh(), fresh(), fresh()),
    look: async () => ({ writes: loaded.writes }),
    accepts,
    load: async value => loaded.load(value),
    openSession: async () => ({
      isEnded: async () => false,
      close: async () => undefined,
    }),
    withSilentEndpoint: async () => rotatorWith(),
    withoutServer: async () => rotatorWith({ isAway: true }),
    withoutRights: async () => rotatorWith({ mayLook: false }),
    named: async name => worldOfKeys(fault, name),
    serverLog: async () => loaded.log.join('\n'),
    addCredential: async () => {
      const other = keysOf(account, fresh(), fresh(), fresh());
      const { keys, load } = loaded;
      loaded.load = value => {
        load.call(loaded, value);
        keys.add(other.reveal('current'));
      };
      return other;
    },
    close: async () => undefined,
  };
}

interface Abilities {
  readonly isAway?: boolean;
  readonly mayLook?: boolean;
}

function rotatorOf(
  loaded: LoadedKeys,
  fault: Fault | undefined,
  { isAway, mayLook = true }: Abilities,
): Rotator<{ name: string }> {
  const inTime = ({ signal }: { signal: AbortSignal }) => {
    if (signal.aborted || isAway) throw new UnavailableError('It is over');
  };
  return {
    issues: 'chosen',
    overlap: 'dual',
    usage: 'none',
    fencing: 'deadline',
    probing: 'none',
    parseOptions(options) {
      const name = Object(options).name;
      if (typeof name !== 'string')
        throw new MisconfiguredError('options.name', 'Name it');
      return { name };
    },
    accounts: ({ name }) => [accountName(name)],
    chooseAccounts({ name }, current) {
      if (current && current.reveal('account') !== name)
        throw new MisconfiguredError('Whose?', 'Name it');
      const account = accountName(name);
      return current ? { old: account, new: account } : { new: account };
    },
    async preflight({ current }, context) {
      inTime(context);
      loaded.log.push('a look');
      const isKnown =
        current === undefined || loaded.keys.has(current.reveal('current'));
      return [
        {
          code: 'memory.keys',
          ok: isKnown && mayLook,
          message: 'Read',
          fix: 'Mend it',
        },
      ];
    },
    probe: async () =>
      fault === 'answers what it cannot know'
        ? [{ endpoint: 'endpoint 1 of 1', answer: 'accepted' }]
        : [],
    sessions: async () => [],
    async generate({ options, current }) {
      const replaced =
        fault === 'takes out what it replaces'
          ? undefined
          : current?.reveal('current');
      return keysOf(
        options.name,
        current?.reveal('next') ?? fresh(),
        fresh(),
        replaced ?? fresh(),
      );
    },
    async activate({ value }, context) {
      inTime(context);
      if (!/^[0-9a-f]{32}$/.test(value.reveal('current')))
        throw new MisconfiguredError('No key', 'Start again');
      if (fault === 'writes in secret') loaded.writes += 1;
    },
    async revoke(_, context) {
      inTime(context);
      return { endedSessions: 0, staysAccepted: true };
    },
  };
}

function fresh(): string {
  return randomBytes(16).toString('hex');
}

function keysOf(
  account: string,
  current: string,
  next: string,
  previous: string,
): SecretValue {
  return SecretValue.of({
    account: { value: account, secret: false },
    current: { value: current, secret: true },
    next: { value: next, secret: true },
    previous: { value: previous, secret: true },
  });
}
