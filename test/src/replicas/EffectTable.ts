import type { ReplicaWorld } from './world/ReplicaWorld';
import type { WorldSecret } from './world/secrets';
import type { LoggedEffect } from './world/TargetJournal';

/** What journals outside of Keyturn say that happened to one secret. */
export interface Outcome {
  /** Changes of the secret's logins, as the target logged them. */
  readonly effects: ReadonlyArray<LoggedEffect['kind']>;
  /** How many versions the store has more. */
  readonly versions: number;
  /** Queries of the services that failed. */
  readonly failedQueries: number;
}

/** What whole rotations are made of: each lets one login in, shuts the other out and writes one version. */
export function rotations(count: number): Outcome {
  return {
    effects: Array.from({ length: count }, () => [
      'activated' as const,
      'revoked' as const,
    ]).flat(),
    versions: count,
    failedQueries: 0,
  };
}

/** Counts from a moment on. @returns what happened since */
export async function beginCount(
  world: ReplicaWorld,
  secret: WorldSecret,
): Promise<() => Promise<Outcome>> {
  const mark = world.target.mark();
  const { current } = await world.storeVersions(secret);
  const failed = world.failedQueries();
  return async () => ({
    effects: world.target
      .effects(secret.logins, mark)
      .map(effect => effect.kind),
    versions: (await world.storeVersions(secret)).current - current,
    failedQueries: world.failedQueries() - failed,
  });
}

/** How many effects each promise allows and how many the target saw. */
export class EffectTable {
  readonly #rows: Array<{ promise: string; expected: number; seen: number }> =
    [];

  /** Puts a comparison into the table. @returns what was seen, to be judged */
  note(promise: string, expected: Outcome, seen: Outcome): Outcome {
    this.#rows.push({
      promise,
      expected: expected.effects.length,
      seen: seen.effects.length,
    });
    return seen;
  }

  /** Prints it for whoever reads the test's output. */
  print(): void {
    const width = Math.max(...this.#rows.map(({ promise }) => promise.length));
    const lines = this.#rows.map(
      ({ promise, expected, seen }) =>
        `${promise.padEnd(width)} | ${String(expected).padStart(8)} | ${String(
          seen,
        ).padStart(4)}`,
    );
    process.stdout.write(
      [`${'promise'.padEnd(width)} | expected | seen`, ...lines, ''].join('\n'),
    );
  }
}
