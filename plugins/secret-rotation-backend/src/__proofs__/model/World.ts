import type { Position } from '../../workflow/position';

/** The two logins that take turns. */
export type Role = 'a' | 'b';

/** Orders effects at the target: 100 × run + epoch. */
export type FenceNumber = number;

/** A value by number: whoever made it. 0 is none, 1 was there before us. */
export type ValueNumber = number;

/** A login with its password. */
export interface Login {
  readonly role: Role;
  readonly value: ValueNumber;
}

/** What the ledger says of the present run. */
export interface LedgerState {
  readonly run: number;
  readonly epoch: number;
  readonly at: Position;
  readonly ending: 'succeeded' | 'rolled-back' | 'cancelled';
  readonly isOpen: boolean;
  /** The login that was current when the run began. */
  readonly old: Login;
  /** The store's version that preflight saw; 0 before preflight has been committed. */
  readonly seen: number;
  /** In a rollback: the version that was current when it began. */
  readonly over: number;
  /** Whether the run knows of the consumer that joins. */
  readonly knowsNewcomer: boolean;
  readonly decision: boolean;
}

/** One worker's view of the run: what it knows and has not committed. */
export interface WorkerState {
  readonly mine: LedgerState;
  /** The position whose intent is committed, as this worker knows it. */
  readonly intent: string;
  /** The value that it made and keeps in memory. */
  readonly generated: ValueNumber;
}

/** A call that was sent and has not landed yet. */
export type Effect =
  | {
      readonly kind: 'stage';
      readonly run: number;
      readonly value: ValueNumber;
      readonly fence: FenceNumber;
    }
  | {
      readonly kind: 'activate';
      readonly login: Login;
      readonly fence: FenceNumber;
    }
  | {
      readonly kind: 'promote';
      readonly run: number;
      readonly expected: number;
      readonly role: Role;
    }
  | {
      readonly kind: 'restore';
      readonly run: number;
      readonly expected: number;
      readonly login: Login;
    }
  | {
      readonly kind: 'revoke';
      readonly role: Role;
      readonly fence: FenceNumber;
    };

/** A consumer, by what it has loaded. */
export interface ConsumerPlace {
  readonly uses: Login;
  readonly isTold: boolean;
  /** Whether the catalog knows it. */
  readonly isKnown: boolean;
  /** Whether the catalog knew it when a run last found that everybody had attested. */
  readonly isOwed: boolean;
}

/** Everything that there is. Plain data, so that a state is its own key. */
export interface World {
  readonly ledger: LedgerState;
  readonly workers: readonly [WorkerState | null, WorkerState | null];
  readonly store: {
    readonly version: number;
    readonly current: Login;
    /** What is staged, and for which run; run 0: nothing. */
    readonly staged: {
      readonly run: number;
      readonly value: ValueNumber;
      readonly fence: FenceNumber;
    };
    /** What the newest promotion or restoration was: `run/kind@version`. */
    readonly mark: string;
  };
  /** What each login accepts, 0 when it is refused. */
  readonly target: {
    readonly a: ValueNumber;
    readonly b: ValueNumber;
    readonly fence: FenceNumber;
  };
  /** The first was there from the start; the second joins while a run goes on. */
  readonly consumers: readonly [ConsumerPlace, ConsumerPlace];
  readonly late: readonly Effect[];
  /** Whether the target was told a value before the store held it. */
  readonly isToldTooEarly: boolean;
}

/** The other login. */
export function other(role: Role): Role {
  return role === 'a' ? 'b' : 'a';
}

const BEFORE_US: Login = { role: 'a', value: 1 };

/** A run at its very beginning. */
export function newRun(run: number, old: Login): LedgerState {
  return {
    run,
    epoch: 0,
    at: { direction: 'forward', step: 'preflight', wave: 1 },
    ending: 'succeeded',
    isOpen: true,
    old,
    seen: 0,
    over: 0,
    knowsNewcomer: false,
    decision: false,
  };
}

/** Nothing is staged. */
export const NOTHING = { run: 0, value: 0, fence: 0 };

/** Before the first run: everybody uses login a, version 1 of the store. */
export const INITIAL: World = {
  ledger: newRun(1, BEFORE_US),
  workers: [null, null],
  store: {
    version: 1,
    current: BEFORE_US,
    staged: NOTHING,
    mark: '',
  },
  target: { a: 1, b: 0, fence: 0 },
  consumers: [
    { uses: BEFORE_US, isTold: false, isKnown: true, isOwed: true },
    { uses: BEFORE_US, isTold: false, isKnown: false, isOwed: false },
  ],
  late: [],
  isToldTooEarly: false,
};

/** Whether the target accepts a login. */
export function accepts({ target }: World, login: Login): boolean {
  return login.value !== 0 && target[login.role] === login.value;
}

/** What must never be; `undefined` when all is well. */
export function violation(world: World): string | undefined {
  const { store, target, consumers, ledger } = world;
  if (!accepts(world, store.current))
    return 'the store’s current version is refused';
  if (consumers.some(each => each.isOwed && !accepts(world, each.uses)))
    return 'a consumer holds a refused login';
  const spare = other(store.current.role);
  if (!ledger.isOpen && ledger.ending !== 'cancelled' && target[spare] !== 0)
    return 'a closed run left the other login accepted';
  if (world.isToldTooEarly)
    return 'the target was told a value that the store does not hold';
  return undefined;
}
