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
          dispatchAt:
            dispatchAt === undefined ? undefined : Math.max(dispatchAt, again),
        },
      },
    );
  }
  const due = dueDate(policy, {
    rotatedAt: now,
    enrolledAt: now,
    rotatedByUs: true,
  });
  return done([due ? due.because : `Policy ${policy.name} has no interval`], {
    secret: {
      rotatedAt: now,
      dueAt: due?.at,
      dueBecause: due?.because,
      dispatchAt: due?.at,
    },
  });
};
