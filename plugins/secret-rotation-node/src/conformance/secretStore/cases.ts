import assert from 'node:assert/strict';
import { Scene } from './scene';
import type { SecretStoreWorld } from './world';

/** What a case may need of a world and not every world can do. @public */
export type WorldAbility =
  | 'takeDown'
  | 'destroyAsForeigner'
  | 'prune'
  | 'removeAsForeigner'
  | 'removeStagedAsForeigner'
  | 'seedText'
  | 'seedBytes'
  | 'seedFields'
  | 'readEverything';

/** A world that can do something. */
export type WorldWith<A extends WorldAbility> = SecretStoreWorld &
  Required<Pick<SecretStoreWorld, A>>;

/** One promise of the contract, and how it is checked. Runs in Jest and in a program alike. @public */
export interface SecretStoreCase {
  /** The promise, after the method or theme that it belongs to. */
  readonly name: string;
  /** What the world must be able to do. */
  readonly needs?: WorldAbility;
  /** Rejects when the promise is broken. */
  run(world: SecretStoreWorld): Promise<void>;
}

/** A case that every world can make. `scene` is on a path of its own; `begin` gives further ones. */
export function storeCase(
  name: string,
  run: (scene: Scene, begin: () => Scene) => Promise<void>,
): SecretStoreCase {
  return {
    name,
    run: world => run(new Scene(world), () => new Scene(world)),
  };
}

/** A case that needs a world which can do something. */
export function storeCaseWith<A extends WorldAbility>(
  needs: A,
  name: string,
  run: (scene: Scene, world: WorldWith<A>) => Promise<void>,
): SecretStoreCase {
  return {
    name,
    needs,
    async run(world) {
      if (!can(world, needs)) {
        assert.fail(
          `The world has no ${needs}: give it one, or name an exemption`,
        );
      }
      await run(new Scene(world), world);
    },
  };
}

/** Whether a world can do something. */
export function can<A extends WorldAbility>(
  world: SecretStoreWorld,
  ability: A,
): world is WorldWith<A> {
  return world[ability] !== undefined;
}
