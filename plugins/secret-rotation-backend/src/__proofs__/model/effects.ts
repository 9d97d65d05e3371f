import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ModelGuards } from './guards';
import {
  NOTHING,
  other,
  type Effect,
  type LedgerState,
  type Login,
  type ValueNumber,
  type WorkerState,
  type World,
} from './World';

/** What this run staged, 0 when it is gone. */
export function stagedValue({ store }: World, mine: LedgerState): ValueNumber {
  return store.staged.run === mine.run ? store.staged.value : 0;
}

/** The login that stays: forward the new one, in a rollback the old one. Value 0: it can be read nowhere. */
export function staysOf(world: World, mine: LedgerState): Login {
  if (mine.at.direction === 'rollback') return mine.old;
  const role = other(mine.old.role);
  const { current } = world.store;
  return current.role === role
    ? current
    : { role, value: stagedValue(world, mine) };
}

/** A value that only this worker could have made. */
export function newValue(mine: LedgerState): ValueNumber {
  return mine.run * 10 + mine.epoch;
}

/** The call that a step makes, with everything that it captured; the engine's own rule says which value is told. */
export function effectOf(
  world: World,
  { mine, generated }: WorkerState,
  { rules }: ModelGuards,
): Effect | undefined {
  const fence = mine.run * 100 + mine.epoch;
  const fresh = other(mine.old.role);
  const isForward = mine.at.direction === 'forward';
  const staged = stagedValue(world, mine);
  switch (mine.at.step) {
    case 'stage':
      return {
        kind: 'stage',
        run: mine.run,
        value: staged || generated,
        fence,
      };
    case 'activate': {
      const value = numberOf(
        rules.activatable({
          durable: valueOf(staged),
          generated: valueOf(generated),
        }),
      );
      return value === 0
        ? {
            kind: 'stage',
            run: mine.run,
            value: generated || newValue(mine),
            fence,
          }
        : { kind: 'activate', login: { role: fresh, value }, fence };
    }
    case 'promote':
      return isForward
        ? { kind: 'promote', run: mine.run, expected: mine.seen, role: fresh }
        : {
            kind: 'restore',
            run: mine.run,
            expected: mine.over,
            login: mine.old,
          };
    case 'revoke':
      return {
        kind: 'revoke',
        role: isForward ? mine.old.role : fresh,
        fence,
      };
    default:
      return undefined;
  }
}

/** The world in which a call is sent. The target must not be told of a value that the store does not hold. */
export function sent(world: World, effect: Effect, mine: LedgerState): World {
  const isTooEarly =
    effect.kind === 'activate' &&
    effect.login.value !== stagedValue(world, mine);
  return isTooEarly ? { ...world, isToldTooEarly: true } : world;
}

/** A number as the engine's rule wants to see it. */
function valueOf(value: ValueNumber): SecretValue | undefined {
  return value === 0 ? undefined : SecretValue.text(String(value));
}

function numberOf(value: SecretValue | undefined): ValueNumber {
  return value === undefined ? 0 : Number(value.reveal('value'));
}

/** A call lands at the store or the target, which compare as they promise. */
export function land(
  world: World,
  effect: Effect,
  guards: ModelGuards,
): { world: World; ok: boolean } {
  const { store, target } = world;
  switch (effect.kind) {
    case 'stage': {
      // Each run has a place of its own, and only the present one's is ever looked at.
      if (effect.run !== world.ledger.run) return { world, ok: true };
      if (effect.fence < store.staged.fence) return { world, ok: false };
      const { run, value, fence } = effect;
      const staged = { run, value, fence };
      return { world: { ...world, store: { ...store, staged } }, ok: true };
    }
    case 'activate':
    case 'revoke': {
      if (guards.comparesFences && effect.fence < target.fence)
        return { world, ok: false };
      const fence = Math.max(target.fence, effect.fence);
      const changed =
        effect.kind === 'activate'
          ? { [effect.login.role]: effect.login.value }
          : { [effect.role]: 0 };
      return {
        world: { ...world, target: { ...target, fence, ...changed } },
        ok: true,
      };
    }
    case 'promote': {
      const written = compared(world, effect, guards);
      if (written) return written;
      if (store.staged.run !== effect.run) return { world, ok: false };
      const login = { role: effect.role, value: store.staged.value };
      const after = write(world, effect, login);
      return {
        world: { ...after, store: { ...after.store, staged: NOTHING } },
        ok: true,
      };
    }
    case 'restore': {
      if (!guards.restoresAnew && store.current.role === effect.login.role)
        return { world, ok: true };
      const written = compared(world, effect, guards);
      return written ?? { world: write(world, effect, effect.login), ok: true };
    }
    default:
      throw new Error(
        `Unknown effect ${JSON.stringify(effect satisfies never)}`,
      );
  }
}

type Write = Extract<Effect, { kind: 'promote' | 'restore' }>;

/** What the store answers without writing: it finds its own write again, or another version than was expected. */
function compared(
  world: World,
  effect: Write,
  guards: ModelGuards,
): { world: World; ok: boolean } | undefined {
  const { store } = world;
  if (store.mark === markOf(effect, store.version)) return { world, ok: true };
  const differs = store.version !== effect.expected;
  return guards.comparesAndSets && differs ? { world, ok: false } : undefined;
}

function write(world: World, effect: Write, current: Login): World {
  const version = world.store.version + 1;
  const [first, second] = world.consumers;
  return {
    ...world,
    // Whoever was told before was told of another version.
    consumers: [
      { ...first, isTold: false },
      { ...second, isTold: false },
    ],
    store: {
      ...world.store,
      version,
      current,
      mark: markOf(effect, version),
    },
  };
}

function markOf({ run, kind }: Write, version: number): string {
  return `${run}/${kind}@${version}`;
}
