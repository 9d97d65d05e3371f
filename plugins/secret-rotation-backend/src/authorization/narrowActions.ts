import type {
  Run,
  Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Grants } from './Grants';
import type { SecretFacts } from './SecretFacts';

/** Leaves of a run's actions those that the caller may take. A task of the run may name who alone may complete it. @internal */
export function narrowRun<T extends Run>(
  run: T,
  grants: Grants,
  facts: SecretFacts,
): T {
  const assignee = run.turn.task?.assignee?.toLocaleLowerCase('en-US');
  const permitted = grants.actions({ ...facts, assignee });
  return { ...run, actions: run.actions.filter(it => permitted.has(it)) };
}

/**
 * Leaves of the actions of a secret, and of the runs inside it, those that the caller may take. A secret that vanished
 * between the list and its facts offers nothing.
 * @internal
 */
export function narrowSecret<T extends Secret & { lastRun?: Run }>(
  secret: T,
  grants: Grants,
  facts: SecretFacts | undefined,
): T {
  const { openRun, lastRun } = secret;
  const permitted = facts ? grants.actions(facts) : new Set();
  const narrowed = (run: Run) =>
    facts ? narrowRun(run, grants, facts) : { ...run, actions: [] };
  return {
    ...secret,
    actions: secret.actions.filter(it => permitted.has(it)),
    ...(openRun && { openRun: narrowed(openRun) }),
    ...(lastRun && { lastRun: narrowed(lastRun) }),
  };
}
