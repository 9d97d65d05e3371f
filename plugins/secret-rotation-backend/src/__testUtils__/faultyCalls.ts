import type { RotationWorld } from './RotationWorld';

type Method = (...input: never[]) => unknown;

/** The stand-in and the method behind the name of a call, for example `store.promote`. */
function methodOf(world: RotationWorld, call: string) {
  const [adapter, name] = call.split('.');
  const adapters: Record<string, object> = {
    store: world.store,
    rotator: world.target,
    consumer: world.consumers,
  };
  const owner = adapters[adapter] as Record<string, Method>;
  return { owner, name, real: owner[name].bind(owner) as Method };
}

/** The stand-in acts, and then the caller gets an error: its answer was lost. Once. */
export function loseAnswer(
  world: RotationWorld,
  call: string,
  error: Error,
): { happened: boolean } {
  const { owner, name, real } = methodOf(world, call);
  const fault = { happened: false };
  owner[name] = async (...input: never[]) => {
    owner[name] = real;
    await real(...input);
    fault.happened = true;
    throw error;
  };
  return fault;
}

/** Every one of these calls fails without an effect until it is healed. Counts how often each was made. */
export function failCalls(
  world: RotationWorld,
  calls: readonly string[],
  error: Error,
): { heal(): void; readonly made: number } {
  let made = 0;
  const methods = calls.map(call => methodOf(world, call));
  const fail = async () => {
    made += 1;
    throw error;
  };
  for (const { owner, name } of methods) owner[name] = fail;
  return {
    heal: () =>
      methods.forEach(({ owner, name, real }) => (owner[name] = real)),
    get made() {
      return made;
    },
  };
}

/** Every call to the store that can fail. */
export const STORE_CALLS = [
  'store.preflight',
  'store.checkValue',
  'store.describe',
  'store.readVersion',
  'store.stage',
  'store.readStaged',
  'store.promote',
  'store.restore',
  'store.discardStaged',
  'store.destroy',
] as const;

/** Every call to the target that can fail; a probe never throws, it answers `unknown`. */
export const TARGET_CALLS = [
  'rotator.preflight',
  'rotator.activate',
  'rotator.sessions',
  'rotator.revoke',
] as const;
