/**
 * A lane: a process that owns one world after the other and runs cases in them, one at a time. Started by `startLane`.
 * It ends its world when it is told to, and when its parent is gone.
 */
import {
  makeTemporaryWorld,
  removeAbandonedWorlds,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import type { Case, CaseResult } from '../cases/Case';
import { runCase } from '../cases/runCase';
import { strategyNamed } from '../strategies';
import { SweepWorld } from '../world/SweepWorld';

/** What a lane tells about a case. */
export type LaneMessage =
  | { readonly type: 'result'; readonly result: CaseResult }
  | { readonly type: 'failed'; readonly reason: string };

interface LaneWorld {
  readonly strategy: string;
  readonly folder: string;
  readonly world: SweepWorld;
}

let current: LaneWorld | undefined;
let ending: Promise<void> | undefined;
let working: Promise<unknown> = Promise.resolve();

async function worldFor(strategy: string): Promise<SweepWorld> {
  if (current?.strategy === strategy) return current.world;
  await leaveWorld();
  await removeAbandonedWorlds();
  const folder = await makeTemporaryWorld();
  try {
    const world = await SweepWorld.start(strategyNamed(strategy), folder);
    current = { strategy, folder, world };
    return world;
  } catch (error) {
    await removeTemporaryWorld(folder);
    throw error;
  }
}

async function leaveWorld(): Promise<void> {
  const left = current;
  current = undefined;
  if (!left) return;
  await left.world.stop();
  await removeTemporaryWorld(left.folder);
}

async function run(kase: Case): Promise<void> {
  let message: LaneMessage;
  try {
    const world = await worldFor(kase.strategy);
    message = { type: 'result', result: await runCase(world, kase) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown failure';
    message = { type: 'failed', reason };
    // Nobody knows what this world is in the middle of: the next case gets a new one.
    await leaveWorld();
  }
  process.send?.(message);
}

function end(): void {
  // What is half started is started first, so that nothing is left behind.
  ending ??= working.then(leaveWorld).then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.on('message', (kase: Case) => {
  working = working.then(() => run(kase));
});
process.once('disconnect', end);
process.once('SIGTERM', end);
// A person's Ctrl-C reaches the whole group; the parent tells when to end.
process.on('SIGINT', () => undefined);
