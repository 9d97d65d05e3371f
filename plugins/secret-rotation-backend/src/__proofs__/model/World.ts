import type { Position } from '../../workflow/position';

/** The two logins that take turns. */
export type Role = 'a' | 'b';

/** Orders effects at the target: 100 × run + epoch. */
export type FenceNumber = number;

/** What the ledger says of the present run. */
export interface LedgerState {
  readonly run: number;
  readonly epoch: number;
  readonly at: Position;
  readonly ending: 'succeeded' | 'rolled-back' | 'cancelled';
  readonly isOpen: boolean;
  /** The login that was current when the run began. */
  readonly old: Role;
  /** The store's version that preflight saw; 0 before preflight has been committed. */
  readonly seen: number;
  readonly promoted: number;
  /** In a rollback: the version that was current when it began. */
  readonly over: number;
  readonly restored: number;
  readonly decision: boolean;
}

/** One worker's view of the run: what it knows and has not committed. */
export interface WorkerState {
  readonly mine: LedgerState;
  /** The position whose intent is committed, as this worker knows it. */
  readonly intent: string;
}

/** A call that was sent and has not landed yet. */
export type Effect =
  | {
      readonly kind: 'stage';
      readonly run: number;
      readonly fence: FenceNumber;
    }
  | {
      readonly kind: 'activate';
      readonly role: Role;
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
      readonly role: Role;
    }
  | {
      readonly kind: 'revoke';
      readonly role: Role;
      readonly fence: FenceNumber;
    };

/** Everything that there is. Plain data, so that a state is its own key. */
export interface World {
  readonly ledger: LedgerState;
  readonly workers: readonly [WorkerState | null, WorkerState | null];
  readonly store: {
    readonly version: number;
    readonly role: Role;
    /** The run whose value is staged, 0 when none is. */
    readonly staged: number;
    /** What the newest promotion or restoration was: `run/kind@version`. */
    readonly mark: string;
  };
  readonly target: {
    readonly a: boolean;
    readonly b: boolean;
    readonly fence: FenceNumber;
  };
  readonly consumer: { readonly uses: Role; readonly isTold: boolean };
  readonly late: readonly Effect[];
}

/** The other login. */
export function other(role: Role): Role {
  return role === 'a' ? 'b' : 'a';
}

/** Before the first run: the consumer uses login a, version 1 of the store. */
export const INITIAL: World = {
  ledger: {
    run: 1,
    epoch: 0,
    at: { direction: 'forward', step: 'preflight', wave: 1 },
    ending: 'succeeded',
    isOpen: true,
    old: 'a',
    seen: 0,
    promoted: 0,
    over: 0,
    restored: 0,
    decision: false,
  },
  workers: [null, null],
  store: { version: 1, role: 'a', staged: 0, mark: '' },
  target: { a: true, b: false, fence: 0 },
  consumer: { uses: 'a', isTold: false },
  late: [],
};

/** What must never be; `undefined` when all is well. */
export function violation(world: World): string | undefined {
  const { store, target, consumer, ledger } = world;
  if (!target[store.role]) return 'the store’s current version is refused';
  if (!target[consumer.uses]) return 'a consumer holds a refused login';
  if (
    !ledger.isOpen &&
    ledger.ending !== 'cancelled' &&
    target[other(store.role)]
  ) {
    return 'a closed run left the other login accepted';
  }
  return undefined;
}
