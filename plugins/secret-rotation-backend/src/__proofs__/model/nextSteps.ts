import type { Position } from '../../workflow/position';
import type { Rules } from '../../workflow/rules';
import type { ModelGuards } from './guards';
import { attempts, type Attempt } from './attempts';
import { effectOf, land, sent } from './effects';
import {
  newRun,
  type LedgerState,
  type WorkerState,
  type World,
} from './World';

/** One thing that can happen next, with its name for the story of a violation. */
export interface Step {
  readonly name: string;
  readonly world: World;
}

/** How far the search goes. */
export interface Bounds {
  readonly workers: 1 | 2;
  readonly runs: number;
  /** Claims per run. */
  readonly epochs: number;
  /** Calls that are under way at once. */
  readonly late: number;
  /** Whether a consumer joins while a run goes on. */
  readonly joins: boolean;
}

/** Everything that can happen next. */
export function nextSteps(
  world: World,
  guards: ModelGuards,
  bounds: Bounds,
): Step[] {
  const workers = ([0, 1] as const).slice(0, bounds.workers);
  return [
    ...consumersMove(world, bounds),
    ...lateCallsLand(world, guards),
    ...ledgerMoves(world, workers, guards.rules, bounds),
    ...workers.flatMap(index => {
      const worker = world.workers[index];
      return worker ? work(world, worker, index, guards, bounds) : [];
    }),
  ];
}

function consumersMove(world: World, { joins }: Bounds): Step[] {
  const { consumers, store, ledger } = world;
  const [first, second] = consumers;
  const steps: Step[] = [];
  if (first.isTold && first.uses !== store.current)
    steps.push({
      name: 'consumer loads',
      world: {
        ...world,
        consumers: [{ ...first, uses: store.current }, second],
      },
    });
  if (second.isTold && second.uses !== store.current)
    steps.push({
      name: 'newcomer loads',
      world: {
        ...world,
        consumers: [first, { ...second, uses: store.current }],
      },
    });
  if (joins && ledger.isOpen && !second.isKnown)
    steps.push({
      name: 'the catalog learns of a newcomer',
      world: { ...world, consumers: [first, { ...second, isKnown: true }] },
    });
  return steps;
}

function lateCallsLand(world: World, guards: ModelGuards): Step[] {
  return world.late.map((effect, index) => {
    const rest = { ...world, late: world.late.filter((_, i) => i !== index) };
    return {
      name: `late ${effect.kind} lands`,
      world: land(rest, effect, guards).world,
    };
  });
}

/** What happens to the run besides work: claims, decisions, the next run. */
function ledgerMoves(
  world: World,
  workers: readonly (0 | 1)[],
  rules: Rules,
  bounds: Bounds,
): Step[] {
  const { ledger } = world;
  if (!ledger.isOpen) {
    if (ledger.run >= bounds.runs) return [];
    const next = newRun(ledger.run + 1, world.store.current);
    return [{ name: 'next run', world: { ...world, ledger: next } }];
  }
  const steps: Step[] = [];
  if (!ledger.decision && rules.decide(journey(ledger), 'rollback')) {
    steps.push({
      name: 'person asks for rollback',
      world: { ...world, ledger: { ...ledger, decision: true } },
    });
  }
  if (ledger.epoch < bounds.epochs)
    steps.push(...workers.map(index => claim(world, index)));
  return steps;
}

/** A worker takes the run; the one before it may go on for a while without knowing. */
function claim(world: World, index: 0 | 1): Step {
  const ledger = { ...world.ledger, epoch: world.ledger.epoch + 1 };
  // A decision is carried out before anything else.
  const intent = ledger.decision ? 'none' : keyOf(ledger.at);
  return {
    name: `worker ${index + 1} claims`,
    world: withWorker({ ...world, ledger }, index, {
      mine: ledger,
      intent,
      generated: 0,
    }),
  };
}

function work(
  world: World,
  worker: WorkerState,
  index: 0 | 1,
  guards: ModelGuards,
  bounds: Bounds,
): Step[] {
  const { at } = worker.mine;
  const who = `worker ${index + 1}`;
  const mustCommit =
    guards.rules.needsIntent(at.step) && worker.intent !== keyOf(at);
  if (mustCommit || worker.intent === 'none') {
    return [
      {
        name: `${who} commits intent ${at.step}`,
        world: commit(world, worker, index, guards),
      },
    ];
  }
  const steps = attempts(world, worker, guards).flatMap(tried => {
    const moved = move(worker, tried, guards.rules);
    const note = tried.note ? ` (${tried.note})` : '';
    const name = `${who} ${at.direction} ${at.step}${note}`;
    if (moved === 'stays')
      return tried.world === world ? [] : [{ name, world: tried.world }];
    return moved.mine.isOpen
      ? [{ name, world: withWorker(tried.world, index, moved) }]
      : [
          {
            name: `${name} and closes`,
            world: commit(tried.world, moved, index, guards),
          },
        ];
  });
  const effect = effectOf(world, worker, guards);
  if (effect && world.late.length < bounds.late) {
    // The call is under way when the worker gives it up, dies, or is stopped. It may be sent without the looks that
    // come before it: they may be as old as that call.
    const under = sent(world, effect, worker.mine);
    const late = [...world.late, effect];
    steps.push({
      name: `${who} ${at.direction} ${at.step} is sent and hangs`,
      world: withWorker({ ...under, late }, index, null),
    });
  }
  return steps;
}

/** Writes what a worker knows, if it still owns the run; a decision turns the run by the engine's own rule. */
function commit(
  world: World,
  worker: WorkerState,
  index: 0 | 1,
  guards: ModelGuards,
): World {
  const { ledger } = world;
  const { mine } = worker;
  const owns =
    ledger.isOpen && ledger.epoch === mine.epoch && ledger.run === mine.run;
  if (guards.comparesEpochs && !owns) return withWorker(world, index, null);
  let next: LedgerState = { ...mine, decision: false };
  if (ledger.decision && mine.isOpen) {
    const turned = guards.rules.decide(journey(ledger), 'rollback');
    if (turned?.to === 'step')
      next = { ...next, at: turned.at, ending: 'rolled-back' };
  }
  return withWorker(
    { ...world, ledger: next },
    index,
    next.isOpen ? { ...worker, mine: next, intent: keyOf(next.at) } : null,
  );
}

/** Where the engine's own rule sends the worker. */
function move(
  worker: WorkerState,
  { patch, outcome, generated = worker.generated }: Attempt,
  rules: Rules,
): WorkerState | 'stays' {
  const next = rules.transition(journey(worker.mine), 1, outcome);
  if (next.to === 'step') {
    const ending = next.ending ?? worker.mine.ending;
    const mine = { ...worker.mine, ...patch, at: next.at, ending };
    return { ...worker, generated, mine };
  }
  return next.to === 'closed'
    ? { ...worker, mine: { ...worker.mine, ...patch, isOpen: false } }
    : 'stays';
}

function journey(ledger: LedgerState) {
  return {
    ...ledger.at,
    kind: 'rotate' as const,
    cause: 'routine' as const,
    pins: { plan: { oldVersion: 1 } },
  };
}

function keyOf(at: Position): string {
  return `${at.direction}/${at.step}`;
}

function withWorker(
  world: World,
  index: 0 | 1,
  worker: WorkerState | null,
): World {
  const workers: [WorkerState | null, WorkerState | null] = [...world.workers];
  workers[index] = worker;
  return { ...world, workers };
}
