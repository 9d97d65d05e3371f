import type {
  BindingState,
  Problem,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Who else claims a store path or an account. */
export interface Rival {
  readonly entityRef: string;
  readonly kind: 'path' | 'account';
  /** The rival's entity is gone from the catalog. */
  readonly parked: boolean;
}

/** What decides about a binding. */
export interface BindingFacts {
  /** What is wrong with the names, paths, accounts or options. */
  readonly problem?: Problem;
  readonly rivals: readonly Rival[];
  readonly hash: string;
  /** The binding that a permitted person or a rule allowed. */
  readonly enrolledHash?: string;
  /** Whether an operator's rule allows it. */
  readonly ruleAllows: boolean;
}

/** The state of a binding. Pure. Anything but `enrolled` means that nothing runs. */
export function bindingState(facts: BindingFacts): {
  state: BindingState;
  problem?: Problem;
} {
  if (facts.problem) return { state: 'misconfigured', problem: facts.problem };
  const [rival] = facts.rivals;
  if (rival) return { state: 'conflicting', problem: conflict(rival) };
  if (facts.enrolledHash === facts.hash || facts.ruleAllows)
    return { state: 'enrolled' };
  return {
    state: 'unenrolled',
    problem: {
      code: 'unenrolled',
      message: facts.enrolledHash
        ? 'The store path, rotator or account changed since Keyturn was allowed to act on it'
        : 'Keyturn has not been allowed to act on this store path and account yet',
      fix: 'Ask the platform team to enrol it',
    },
  };
}

function conflict(rival: Rival): Problem {
  const what = rival.kind === 'path' ? 'store path' : 'account';
  return rival.parked
    ? {
        code: 'claimed-by-parked',
        message: `The ${what} belongs to ${rival.entityRef}, which is gone from the catalog`,
        fix: 'If this is its new name, ask the platform team to enrol it: the history moves along',
      }
    : {
        code: 'claimed-twice',
        message: `The ${what} belongs to ${rival.entityRef} already`,
        fix: `Give this secret its own ${what}, or remove one of the two entities`,
      };
}
