import type {
  Action,
  Run,
  Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Leaves of a run's actions those that the caller may take. @internal */
export function narrowRun<T extends Run>(
  run: T,
  permitted: ReadonlySet<Action>,
): T {
  return { ...run, actions: run.actions.filter(it => permitted.has(it)) };
}

/** Leaves of the actions of a secret, and of the runs inside it, those that the caller may take. @internal */
export function narrowSecret<T extends Secret & { lastRun?: Run }>(
  secret: T,
  permitted: ReadonlySet<Action>,
): T {
  const { openRun, lastRun } = secret;
  return {
    ...secret,
    actions: secret.actions.filter(it => permitted.has(it)),
    ...(openRun && { openRun: narrowRun(openRun, permitted) }),
    ...(lastRun && { lastRun: narrowRun(lastRun, permitted) }),
  };
}
