/**
 * Places at which a test may kill the process or make a call fail. The one wrapper hits them; nothing else does.
 * `before:effect:store.promote`, `after:effect:store.promote`, `after:step:promote`, `before:commit`, `after:commit`.
 */
export interface Failpoints {
  hit(name: string): void;
}

/** Nothing ever happens. */
export const NO_FAILPOINTS: Failpoints = { hit() {} };

/**
 * Kills this process at the place that `KEYTURN_FAILPOINT` names, as a power cut would. For development and tests
 * alone: with `NODE_ENV=production` the variable has no effect.
 */
export function failpointsFromEnvironment(env: NodeJS.ProcessEnv): Failpoints {
  const armed = env.KEYTURN_FAILPOINT;
  if (!armed || env.NODE_ENV === 'production') return NO_FAILPOINTS;
  return {
    hit(name) {
      if (name === armed) process.kill(process.pid, 'SIGKILL');
    },
  };
}
