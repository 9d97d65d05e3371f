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
  runs: number;
  readonly folder: string;
  readonly world: SweepWorld;
}

let current: LaneWorld | undefined;
let starting: Promise<unknown> = Promise.resolve();
let leaving: Promise<void> = Promise.resolve();
let isEnding = false;

async function worldFor(strategy: string): Promise<SweepWorld> {
  const { mostRuns = Infinity } = strategyNamed(strategy).store;
  if (current?.strategy === strategy && current.runs < mostRuns) {
    current.runs += 1;
    return current.world;
  }
  await leaveWorld();
  const started = startWorld(strategy);
  starting = started;
  return started;
}

async function startWorld(strategy: string): Promise<SweepWorld> {
  await removeAbandonedWorlds();
  const folder = await makeTemporaryWorld();
  try {
    const world = await SweepWorld.start(strategyNamed(strategy), folder);
    current = { strategy, folder, world, runs: 1 };
    return world;
  } catch (error) {
    await removeTemporaryWorld(folder);
    throw error;
  }
}

/** A repeat waits for the same end. */
function leaveWorld(): Promise<void> {
  const left = current;
  current = undefined;
  if (left) {
    leaving = left.world.stop().then(() => removeTemporaryWorld(left.folder));
  }
  return leaving;
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
  if (process.connected) process.send?.(message);
}

/** Ends in the middle of a case too. What is half started is started first, so that nothing is left behind. */
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  try {
    await starting.catch(() => undefined);
    await leaveWorld();
    process.exit(0);
  } catch {
    process.stderr.write('A world could not be ended; the next start does\n');
    process.exit(1);
  }
}

process.on('message', run);
process.once('disconnect', end);
// A signal may reach the whole group, and the parent's comes besides.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, end);
}
