import { RotationWorld } from './RotationWorld';
import type { InMemoryIssuer, InMemorySingleSlot } from './InMemoryAccount';

type OneAccount = InMemoryIssuer | InMemorySingleSlot;

/** A world whose target has one account. */
export async function oneAccountWorld<T extends OneAccount>(
  databases: Parameters<typeof RotationWorld.create>[0],
  id: Parameters<typeof RotationWorld.create>[1],
  Target: new (original: RotationWorld['original']) => T,
  options: Parameters<typeof RotationWorld.create>[2] = {},
): Promise<{ world: RotationWorld; target: T }> {
  const world = await RotationWorld.create(databases, id, options);
  const target = new Target(world.original);
  const rotator = world.configuration.rotators.get('postgres');
  if (!rotator) throw new Error('The world has other entries');
  rotator.adapter = target;
  return { world, target };
}

/** Whether what consumers read works. */
export function currentIsAccepted(
  world: RotationWorld,
  target: OneAccount,
): boolean {
  const current = world.store.currentOf(world.path);
  return current !== undefined && target.accepts(current.value);
}
