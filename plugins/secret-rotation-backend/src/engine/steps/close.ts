import { dueDate, retryAfter } from '../../workflow/due';
import type { VersionRow } from '../../ledger/rows';
import { oldAndNew, planOf } from '../sides';
import { done, type Step, type StepContext } from '../StepContext';

/** Closes the audit trail: its last record is written with the commit that ends the run. */
export const record: Step = async context =>
  done([`${context.steps.length + 1} steps are on record`]);

/** Writes when the secret is due next, in the commit that ends the run. */
export const schedule: Step = async context => {
  const { run, policy, secret } = context;
  const now = context.now();
  if (run.ending !== 'succeeded') {
    const again = retryAfter(now, policy.everyMs);
    const { dispatchAt } = secret;
    // What is due later anyway is not brought forward.
    return done(
      [
        'The schedule tries again when the secret is due, a day later at the earliest',
      ],
      {
        secret: {
          retryAt: again,
          dispatchAt:
            dispatchAt === undefined ? undefined : Math.max(dispatchAt, again),
          scheduleKey: undefined,
        },
      },
    );
  }
  const adopted = adoptedVersion(context);
  const rotatedAt = adopted?.createdAt ?? now;
  const due = dueDate(policy, {
    rotatedAt,
    enrolledAt: now,
    rotatedByUs: true,
  });
  // What was adopted may be overdue already; it is not replaced on the day on which a person chose it.
  const retryAt = adopted && retryAfter(now, policy.everyMs);
  return done([due ? due.because : `Policy ${policy.name} has no schedule`], {
    secret: {
      rotatedAt,
      firstRotatedAt: secret.firstRotatedAt ?? now,
      // What the target wants of the new version is asked at the next look.
      renewAt: undefined,
      renewBecause: undefined,
      lookedAt: 0,
      dueAt: due?.at,
      dueBecause: due?.because,
      retryAt,
      // Windows and freezes are today's configuration, not the run's: dispatch works them in, and the policy as it is
      // by then.
      dispatchAt: due && Math.max(due.at, retryAt ?? due.at),
      dispatchBecause: undefined,
      scheduleKey: undefined,
    },
  });
};

/** The version that the run leads to, if a person took somebody else's or the old one for it: it is as old as it is. */
function adoptedVersion(context: StepContext): VersionRow | undefined {
  const { made, newVersion } = planOf(context);
  return made === undefined || made === newVersion
    ? undefined
    : oldAndNew(context).new.row;
}
