import { dueDate, retryAfter } from '../../workflow/due';
import { done, type Step } from '../StepContext';

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
  const due = dueDate(policy, {
    rotatedAt: now,
    enrolledAt: now,
    rotatedByUs: true,
  });
  return done([due ? due.because : `Policy ${policy.name} has no schedule`], {
    secret: {
      rotatedAt: now,
      firstRotatedAt: secret.firstRotatedAt ?? now,
      dueAt: due?.at,
      dueBecause: due?.because,
      retryAt: undefined,
      // Windows and freezes are today's configuration, not the run's: dispatch works them in, and the policy as it is
      // by then.
      dispatchAt: due?.at,
      dispatchBecause: undefined,
      scheduleKey: undefined,
    },
  });
};
