import type { StepName } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ProbeAnswer } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ConsumerState } from '../../workflow/consumer';
import type { Position } from '../../workflow/position';
import { decide, transition, type Outcome } from '../../workflow/transition';
import type { Guards } from './Guards';
import {
  other,
  type Effect,
  type LedgerState,
  type Role,
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
  readonly runs: number;
  /** Claims per run. */
  readonly epochs: number;
  /** Calls that are under way at once. */
  readonly late: number;
}

/** Everything that can happen next. */
export function nextSteps(
  world: World,
  guards: Guards,
  bounds: Bounds,
): Step[] {
  const steps: Step[] = [];
  const { ledger, consumer, store, late } = world;
  if (consumer.isTold && consumer.uses !== store.role) {
    steps.push({
      name: 'consumer loads',
      world: { ...world, consumer: { ...consumer, uses: store.role } },
    });
  }
  late.forEach((effect, index) => {
    const rest = { ...world, late: late.filter((_, i) => i !== index) };
    steps.push({
      name: `late ${effect.kind} lands`,
      world: land(rest, effect, guards).world,
    });
  });
  if (ledger.isOpen) {
    if (!ledger.decision && rollbackIsPossible(ledger)) {
      steps.push({
        name: 'person asks for rollback',
        world: { ...world, ledger: { ...ledger, decision: true } },
      });
    }
    if (ledger.epoch < bounds.epochs) {
      for (const index of [0, 1] as const) steps.push(claim(world, index));
    }
  } else if (ledger.run < bounds.runs) {
    steps.push({ name: 'next run', world: nextRun(world) });
  }
  for (const index of [0, 1] as const) {
    const worker = world.workers[index];
    if (worker) steps.push(...work(world, worker, index, guards, bounds));
  }
  return steps;
}

/** A worker takes the run; the one before it may go on for a while without knowing. */
function claim(world: World, index: 0 | 1): Step {
  const ledger = { ...world.ledger, epoch: world.ledger.epoch + 1 };
  // A decision is carried out before anything else.
  const intent = ledger.decision ? 'none' : keyOf(ledger.at);
  const worker: WorkerState = { mine: ledger, intent };
  return {
    name: `worker ${index + 1} claims`,
    world: withWorker({ ...world, ledger }, index, worker),
  };
}

function nextRun(world: World): World {
  return {
    ...world,
    ledger: {
      ...world.ledger,
      run: world.ledger.run + 1,
      epoch: 0,
      at: { direction: 'forward', step: 'preflight', wave: 1 },
      ending: 'succeeded',
      isOpen: true,
      old: world.store.role,
      seen: 0,
      promoted: 0,
      over: 0,
      restored: 0,
      decision: false,
    },
  };
}

function work(
  world: World,
  worker: WorkerState,
  index: 0 | 1,
  guards: Guards,
  bounds: Bounds,
): Step[] {
  const { at } = worker.mine;
  const who = `worker ${index + 1}`;
  const mustCommit = guards.needsIntent(at.step) && worker.intent !== keyOf(at);
  if (mustCommit || worker.intent === 'none') {
    return [
      {
        name: `${who} commits intent ${at.step}`,
        world: commit(world, worker, index, guards),
      },
    ];
  }
  const steps: Step[] = [];
  for (const tried of attempts(world, worker, guards)) {
    const moved = move(worker, tried.patch, tried.outcome);
    const name = `${who} ${at.direction} ${at.step}${
      tried.note ? ` (${tried.note})` : ''
    }`;
    if (moved === 'stays') {
      if (tried.world !== world) steps.push({ name, world: tried.world });
    } else if (moved.mine.isOpen) {
      steps.push({ name, world: withWorker(tried.world, index, moved) });
    } else {
      steps.push({
        name: `${name} and closes`,
        world: commit(tried.world, moved, index, guards),
      });
    }
  }
  const effect = effectOf(worker);
  if (effect && world.late.length < bounds.late) {
    // The call is under way when the worker gives it up, dies, or is stopped.
    steps.push({
      name: `${who} ${at.direction} ${at.step} is sent and hangs`,
      world: withWorker(
        { ...world, late: [...world.late, effect] },
        index,
        null,
      ),
    });
  }
  return steps;
}

/** Writes what a worker knows, if it still owns the run; a decision turns the run by the engine's own rule. */
function commit(
  world: World,
  worker: WorkerState,
  index: 0 | 1,
  guards: Guards,
): World {
  const { ledger } = world;
  const owns =
    ledger.isOpen &&
    ledger.epoch === worker.mine.epoch &&
    ledger.run === worker.mine.run;
  if (guards.epochCheck && !owns) return withWorker(world, index, null);
  let next: LedgerState = { ...worker.mine, decision: false };
  if (ledger.decision && worker.mine.isOpen) {
    const turned = decide(journey(ledger), 'rollback');
    if (turned?.to === 'step') {
      next = { ...next, at: turned.at, ending: 'rolled-back' };
    }
  }
  const after = {
    ...world,
    ledger: { ...next, epoch: Math.max(next.epoch, 0) },
  };
  const worker2 = next.isOpen ? { mine: next, intent: keyOf(next.at) } : null;
  return withWorker(after, index, worker2);
}

interface Attempt {
  readonly world: World;
  readonly outcome: Outcome;
  readonly patch?: Partial<LedgerState>;
  readonly note?: string;
}

const DONE: Outcome = { kind: 'done' };
const WAIT: Outcome = { kind: 'wait', until: 0, cause: '' };

/** What may come of one try at a step, with every answer that a probe may give. */
function attempts(
  world: World,
  worker: WorkerState,
  guards: Guards,
): Attempt[] {
  const { mine } = worker;
  const fresh = other(mine.old);
  const stays = mine.at.direction === 'forward' ? fresh : mine.old;
  const stay: Attempt = { world, outcome: WAIT };
  const step: StepName = mine.at.step;
  switch (step) {
    case 'preflight':
      return mine.at.direction === 'forward'
        ? proven(world, [mine.old], guards, { seen: world.store.version })
        : proven(world, [mine.old], guards, { over: world.store.version });
    case 'stage':
    case 'activate':
    case 'promote':
    case 'revoke': {
      // Before it revokes, the engine proves once more that what stays is accepted.
      const before =
        step === 'revoke'
          ? proven(world, [stays], guards)
          : [{ world, outcome: DONE }];
      return before.flatMap(seen => {
        if (seen.outcome !== DONE) return [seen];
        const effect = effectOf(worker);
        if (!effect) return [stay];
        const landed = land(world, effect, guards);
        if (!landed.ok) return [stay];
        if (step === 'activate') {
          // An endpoint may lag behind: the call has returned and the login does not work there yet.
          const lagging = {
            ...landed.world,
            target: { ...landed.world.target, [fresh]: false },
          };
          return [landed.world, lagging].flatMap(after =>
            proven(after, [fresh, mine.old], guards),
          );
        }
        if (step === 'revoke') return [{ world: landed.world, outcome: DONE }];
        const patch = patchOf(effect, landed.world);
        return [{ world: landed.world, outcome: DONE, patch }];
      });
    }
    case 'reload':
      return [
        {
          world: { ...world, consumer: { ...world.consumer, isTold: true } },
          outcome: DONE,
        },
      ];
    case 'verify':
      return proven(world, [stays], guards).map(seen => {
        const answers: ProbeAnswer[] =
          seen.outcome === DONE ? ['accepted'] : ['unknown'];
        const gates = guards.judgeGates({
          probes: answers,
          consumers: [attesting(world, stays)],
          oldSessions: 0,
          overlapEnds: 0,
          now: 0,
        });
        return guards.gatesHold(gates) ? { world, outcome: DONE } : stay;
      });
    default:
      return [{ world, outcome: DONE }];
  }
}

/** What the worker remembers of a promotion or restoration. */
function patchOf(
  effect: Effect,
  { store }: World,
): Partial<LedgerState> | undefined {
  if (effect.kind === 'promote') return { promoted: store.version };
  return effect.kind === 'restore' ? { restored: store.version } : undefined;
}

/** Fresh logins as these roles: each answers truly or not at all, and the engine's own rule judges. */
function proven(
  world: World,
  roles: readonly Role[],
  guards: Guards,
  patch?: Partial<LedgerState>,
): Attempt[] {
  const truth = roles.map(
    (role): ProbeAnswer => (world.target[role] ? 'accepted' : 'rejected'),
  );
  const silent = roles.map((): ProbeAnswer => 'unknown');
  return [truth, silent].map(answers => {
    const isProven = guards.answerOf(answers) === 'accepted';
    return {
      world,
      outcome: isProven ? DONE : WAIT,
      patch: isProven ? patch : undefined,
      note: answers === silent ? 'no answer' : undefined,
    };
  });
}

/** The consumer as the engine keeps it: version 1 is what it uses now when that is what is wanted. */
function attesting(world: World, wanted: Role): ConsumerState {
  return {
    entityRef: 'component:default/consumer',
    entity: {
      entityRef: 'component:default/consumer',
      name: 'consumer',
      namespace: 'default',
      labels: {},
    },
    wave: 1,
    wanted: 1,
    illBefore: false,
    vanished: false,
    repairs: 0,
    instances: [
      {
        id: 'one',
        health: 'healthy',
        strength: 'proven',
        version: world.consumer.uses === wanted ? 1 : 0,
        observedAt: 0,
      },
    ],
  };
}

/** The call that the step makes, with everything that it captured. */
function effectOf({ mine }: WorkerState): Effect | undefined {
  const fence = mine.run * 100 + mine.epoch;
  const fresh = other(mine.old);
  const isForward = mine.at.direction === 'forward';
  switch (mine.at.step) {
    case 'stage':
      return { kind: 'stage', run: mine.run, fence };
    case 'activate':
      return { kind: 'activate', role: fresh, fence };
    case 'promote':
      return isForward
        ? { kind: 'promote', run: mine.run, expected: mine.seen, role: fresh }
        : {
            kind: 'restore',
            run: mine.run,
            expected: mine.over,
            role: mine.old,
          };
    case 'revoke':
      return { kind: 'revoke', role: isForward ? mine.old : fresh, fence };
    default:
      return undefined;
  }
}

/** A call lands at the store or the target, which compare as they promise. */
function land(
  world: World,
  effect: Effect,
  guards: Guards,
): { world: World; ok: boolean } {
  const { store, target } = world;
  switch (effect.kind) {
    case 'stage':
      return {
        world: { ...world, store: { ...store, staged: effect.run } },
        ok: true,
      };
    case 'activate':
    case 'revoke': {
      if (guards.targetFence && effect.fence < target.fence)
        return { world, ok: false };
      const fence = Math.max(target.fence, effect.fence);
      return {
        world: {
          ...world,
          target: {
            ...target,
            fence,
            [effect.role]: effect.kind === 'activate',
          },
        },
        ok: true,
      };
    }
    case 'promote':
    case 'restore': {
      const mark = `${effect.run}/${effect.kind}@${store.version}`;
      if (store.mark === mark) return { world, ok: true };
      const isSame =
        effect.kind === 'restore' &&
        !guards.restoreAnew &&
        store.role === effect.role;
      if (isSame) return { world, ok: true };
      if (guards.compareAndSet && store.version !== effect.expected)
        return { world, ok: false };
      if (effect.kind === 'promote' && store.staged !== effect.run)
        return { world, ok: false };
      const version = store.version + 1;
      return {
        ok: true,
        world: {
          ...world,
          // Whoever was told before was told of another version.
          consumer: { ...world.consumer, isTold: false },
          store: {
            version,
            role: effect.role,
            staged: 0,
            mark: `${effect.run}/${effect.kind}@${version}`,
          },
        },
      };
    }
    default:
      throw new Error(
        `Unknown effect ${JSON.stringify(effect satisfies never)}`,
      );
  }
}

/** Where the engine's own transition sends the worker. */
function move(
  worker: WorkerState,
  patch: Partial<LedgerState> | undefined,
  outcome: Outcome,
): WorkerState | 'stays' {
  const next = transition(journey(worker.mine), 1, outcome);
  if (next.to === 'step') {
    const ending = next.ending ?? worker.mine.ending;
    const narrowed = ending === 'cancelled' ? 'cancelled' : ending;
    return {
      ...worker,
      mine: { ...worker.mine, ...patch, at: next.at, ending: narrowed },
    };
  }
  if (next.to === 'closed') {
    return { ...worker, mine: { ...worker.mine, ...patch, isOpen: false } };
  }
  return 'stays';
}

function rollbackIsPossible(ledger: LedgerState): boolean {
  return decide(journey(ledger), 'rollback') !== undefined;
}

function journey(ledger: LedgerState) {
  return {
    ...ledger.at,
    kind: 'rotate' as const,
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
