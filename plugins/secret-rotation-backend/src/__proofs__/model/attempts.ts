import type { ProbeAnswer } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Outcome } from '../../workflow/transition';
import type { ModelGuards } from './guards';
import {
  effectOf,
  land,
  newValue,
  sent,
  stagedValue,
  staysOf,
} from './effects';
import { judge } from './verification';
import {
  accepts,
  NOTHING,
  other,
  type LedgerState,
  type Login,
  type WorkerState,
  type World,
} from './World';

/** What one try at a step may come to. */
export interface Attempt {
  readonly world: World;
  readonly outcome: Outcome;
  /** What the worker learnt. */
  readonly patch?: Partial<LedgerState>;
  readonly generated?: number;
  readonly note?: string;
}

const DONE: Outcome = { kind: 'done' };
const WAIT: Outcome = { kind: 'wait', until: 0, cause: '' };

/** What may come of one try at a step, with every answer that a probe may give. */
export function attempts(
  world: World,
  worker: WorkerState,
  guards: ModelGuards,
): Attempt[] {
  const { mine } = worker;
  const stays = staysOf(world, mine);
  switch (mine.at.step) {
    case 'preflight': {
      const knowsNewcomer = world.consumers[1].isKnown;
      const { version } = world.store;
      return proven(world, [mine.old], guards).map(seen => ({
        ...seen,
        patch:
          mine.at.direction === 'forward'
            ? { seen: version, knowsNewcomer }
            : { over: version },
      }));
    }
    case 'generate':
      return [{ world, outcome: DONE, generated: newValue(mine) }];
    case 'stage':
      return [acted(world, worker, guards)];
    case 'activate':
      return activations(world, worker, guards);
    case 'promote':
      return mine.at.direction === 'forward'
        ? promotions(world, worker, guards)
        : [acted(world, worker, guards)];
    case 'reload': {
      const [first, second] = world.consumers;
      const consumers = [
        { ...first, isTold: true },
        { ...second, isTold: second.isTold || mine.knowsNewcomer },
      ] as const;
      return [{ world: { ...world, consumers }, outcome: DONE }];
    }
    case 'verify':
      return proven(world, [stays], guards).map(seen => {
        const isProven = seen.outcome === DONE;
        const judged = judge(world, { mine, stays, isProven }, guards.rules);
        return {
          ...judged,
          outcome: judged.holds ? DONE : WAIT,
          note: seen.note,
        };
      });
    case 'revoke':
      return revocations(world, worker, guards);
    case 'destroy': {
      if (stagedValue(world, mine) === 0) return [{ world, outcome: DONE }];
      const store = { ...world.store, staged: NOTHING };
      return [{ world: { ...world, store }, outcome: DONE }];
    }
    default:
      return [{ world, outcome: DONE }];
  }
}

/** The step's call lands and is heard. */
function acted(
  world: World,
  worker: WorkerState,
  guards: ModelGuards,
): Attempt {
  const effect = effectOf(world, worker, guards);
  if (!effect) return { world, outcome: WAIT };
  const landed = land(sent(world, effect, worker.mine), effect, guards);
  return landed.ok
    ? { world: landed.world, outcome: DONE }
    : { world, outcome: WAIT };
}

/** An endpoint may lag behind: the call has returned and the new login does not work there yet. */
function activations(
  world: World,
  worker: WorkerState,
  guards: ModelGuards,
): Attempt[] {
  const { mine } = worker;
  const told = acted(world, worker, guards);
  if (told.outcome !== DONE) return [told];
  // What was gone is staged anew first.
  if (effectOf(world, worker, guards)?.kind === 'stage')
    return [{ ...told, outcome: WAIT }];
  const role = other(mine.old.role);
  const value = told.world.target[role];
  const lagging = {
    ...told.world,
    target: { ...told.world.target, [role]: world.target[role] },
  };
  return [told.world, lagging].flatMap(after =>
    proven(after, [{ role, value }, mine.old], guards),
  );
}

/** Only what the target accepts becomes current; what was staged and is gone is made anew. */
function promotions(
  world: World,
  worker: WorkerState,
  guards: ModelGuards,
): Attempt[] {
  const { mine } = worker;
  const value = stagedValue(world, mine);
  if (value === 0) {
    const tried = acted(world, worker, guards);
    const isUntouched = world.store.version === mine.seen;
    return tried.outcome === WAIT && isUntouched
      ? [{ world, outcome: { kind: 'begin-anew', reason: 'It is gone' } }]
      : [tried];
  }
  const login = { role: other(mine.old.role), value };
  return proven(world, [login], guards).map(seen =>
    seen.outcome === DONE ? acted(world, worker, guards) : seen,
  );
}

/**
 * Before it refuses, the engine proves once more what stays, and that consumers read it; afterwards, that the other is
 * refused: an endpoint may lag behind here too.
 */
function revocations(
  world: World,
  worker: WorkerState,
  guards: ModelGuards,
): Attempt[] {
  const { mine } = worker;
  const stays = staysOf(world, mine);
  const { current } = world.store;
  const isRead = current.role === stays.role && current.value === stays.value;
  return proven(world, [stays], guards).flatMap(seen => {
    if (seen.outcome !== DONE || !isRead) return [{ ...seen, outcome: WAIT }];
    const told = acted(world, worker, guards);
    if (told.outcome !== DONE) return [told];
    const goes = other(stays.role);
    const lagging = {
      ...told.world,
      target: { ...told.world.target, [goes]: world.target[goes] },
    };
    return [told.world, lagging].flatMap(after => {
      const truth: ProbeAnswer =
        after.target[goes] === 0 ? 'rejected' : 'accepted';
      return [truth, 'unknown' as const].map(answer => ({
        world: after,
        outcome: guards.rules.isRefused([answer]) ? DONE : WAIT,
        note: answer === 'unknown' ? 'no answer' : undefined,
      }));
    });
  });
}

/** Fresh logins: each answers truly or not at all, and the engine's own rule judges. */
function proven(
  world: World,
  logins: readonly Login[],
  { rules }: ModelGuards,
): Attempt[] {
  const truth = logins.map(
    (login): ProbeAnswer => (accepts(world, login) ? 'accepted' : 'rejected'),
  );
  const silent = logins.map((): ProbeAnswer => 'unknown');
  return [truth, silent].map(answers => ({
    world,
    outcome: rules.answerOf(answers) === 'accepted' ? DONE : WAIT,
    note: answers === silent ? 'no answer' : undefined,
  }));
}
