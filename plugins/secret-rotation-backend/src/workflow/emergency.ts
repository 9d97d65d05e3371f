import type { RunCause } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Policy } from '../configuration/model';

/**
 * The policy as it is pinned to a run of this cause. When somebody else may have the old value, it waits only as long as
 * the operator allows for that. Pure.
 */
export function policyFor(policy: Policy, cause: RunCause): Policy {
  if (cause === 'routine') return policy;
  const { overlapMs, soakMs, emergency } = policy;
  return {
    ...policy,
    overlapMs: emergency?.overlapMs ?? overlapMs,
    soakMs: emergency?.soakMs ?? soakMs,
  };
}
