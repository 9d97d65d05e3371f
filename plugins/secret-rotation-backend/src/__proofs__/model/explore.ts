import type { ModelGuards } from './guards';
import { nextSteps, type Bounds } from './nextSteps';
import { INITIAL, violation, type World } from './World';

/** What a search found. */
export interface Exploration {
  readonly states: number;
  /** The shortest story that ends in a violation, and what it violates. */
  readonly found?: { readonly what: string; readonly story: readonly string[] };
}

/** Visits every state within the bounds, nearest first, and stops at the first violation. */
export function explore(guards: ModelGuards, bounds: Bounds): Exploration {
  const cameFrom = new Map<string, { from?: string; name: string }>();
  let frontier: World[] = [INITIAL];
  cameFrom.set(keyOf(INITIAL), { name: 'start' });
  while (frontier.length > 0) {
    const reached: World[] = [];
    for (const world of frontier) {
      const from = keyOf(world);
      for (const step of nextSteps(world, guards, bounds)) {
        const key = keyOf(step.world);
        if (cameFrom.has(key)) continue;
        cameFrom.set(key, { from, name: step.name });
        const what = violation(step.world);
        if (what)
          return {
            states: cameFrom.size,
            found: { what, story: storyOf(cameFrom, key) },
          };
        reached.push(step.world);
      }
    }
    frontier = reached;
  }
  return { states: cameFrom.size };
}

/** Two workers that differ by number alone are the same world. */
function keyOf(world: World): string {
  const workers = world.workers.map(worker => JSON.stringify(worker)).sort();
  return JSON.stringify([
    world.ledger,
    workers,
    world.store,
    world.target,
    world.consumers,
    world.isToldTooEarly,
    world.late,
  ]);
}

function storyOf(
  cameFrom: ReadonlyMap<string, { from?: string; name: string }>,
  end: string,
): string[] {
  const story: string[] = [];
  let key: string | undefined = end;
  while (key !== undefined) {
    const step: { from?: string; name: string } | undefined = cameFrom.get(key);
    if (step?.from !== undefined) story.unshift(step.name);
    key = step?.from;
  }
  return story;
}
