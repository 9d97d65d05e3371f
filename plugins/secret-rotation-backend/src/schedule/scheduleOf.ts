import { createHash } from 'node:crypto';
import {
  freezesOf,
  type Policy,
  type RotationConfiguration,
} from '../configuration';
import type { SecretRow } from '../ledger/rows';
import { dispatchTime, dueDate, type DispatchTime } from '../workflow/due';

/** The parts of a secret that its schedule depends on. */
export type ScheduleFacts = Pick<
  SecretRow,
  | 'entityRef'
  | 'namespace'
  | 'policy'
  | 'enrolledAt'
  | 'rotatedAt'
  | 'firstRotatedAt'
  | 'retryAt'
  | 'renewAt'
  | 'renewBecause'
>;

/** The rules of the configuration by which schedules are computed. */
export type ScheduleRules = Pick<RotationConfiguration, 'policies' | 'freezes'>;

/**
 * When a secret is due and when dispatch may start it, under the configuration of now. Nothing when its policy is not
 * usable: then what was planned stays, and dispatch leaves it alone.
 */
export function scheduleOf(
  rules: ScheduleRules,
  secret: ScheduleFacts,
): Partial<SecretRow> {
  const policy = rules.policies.get(secret.policy);
  if (!policy) return {};
  const scheduleKey = scheduleKeyOf(rules, policy);
  const due = dueDate(policy, {
    rotatedAt: secret.rotatedAt,
    enrolledAt: secret.enrolledAt,
    rotatedByUs: secret.firstRotatedAt !== undefined,
    renewal:
      secret.renewAt === undefined
        ? undefined
        : { at: secret.renewAt, because: secret.renewBecause ?? '' },
  });
  if (!due) {
    return {
      dueAt: undefined,
      dueBecause: undefined,
      dispatchAt: undefined,
      dispatchBecause: undefined,
      scheduleKey,
    };
  }
  const dispatch = startOf(rules, policy, secret, due.at, secret.retryAt);
  return {
    dueAt: due.at,
    dueBecause: due.because,
    dispatchAt: dispatch.at,
    dispatchBecause: dispatch.because,
    scheduleKey,
  };
}

/** When dispatch may start what is due, not before a given time. */
export function startOf(
  rules: ScheduleRules,
  policy: Policy,
  secret: ScheduleFacts,
  dueAt: number,
  notBefore: number | undefined,
): DispatchTime {
  return dispatchTime(policy, freezesOf(rules.freezes, secret), {
    secretRef: secret.entityRef,
    dueAt,
    notBefore,
  });
}

/** Changes when anything changes by which the schedule of a policy's secrets is computed. */
export function scheduleKeyOf(
  { freezes }: Pick<ScheduleRules, 'freezes'>,
  policy: Policy,
): string {
  const { name, everyMs, calendar, window, jitterMs, firstRotation } = policy;
  const parts = [name, everyMs, calendar, window, jitterMs, firstRotation];
  return createHash('sha256')
    .update(JSON.stringify([parts, freezes]))
    .digest('hex');
}
