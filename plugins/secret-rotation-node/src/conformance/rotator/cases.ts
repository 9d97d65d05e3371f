import assert from 'node:assert/strict';
import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';
import { Scene } from './scene';
import type { RotatorWorld } from './world';

/** What a case may need of a world and not every world can do. @public */
export type RotatorWorldAbility =
  | 'foreign'
  | 'openSession'
  | 'withSilentEndpoint'
  | 'withoutServer'
  | 'withoutRights'
  | 'interrupt'
  | 'named'
  | 'serverLog'
  | 'countCredentials'
  | 'addCredential'
  | 'fill';

/** A world that can do something. */
export type WorldWith<A extends RotatorWorldAbility> = RotatorWorld &
  Required<Pick<RotatorWorld, A>>;

/** One promise of the contract, and how it is checked. Runs in Jest and in a program alike. @public */
export interface RotatorCase {
  /** The promise, after the method or theme that it belongs to. */
  readonly name: string;
  /** What the world must be able to do. */
  readonly needs: readonly RotatorWorldAbility[];
  /** Whether rotators of this kind make the promise. */
  isFor(declaration: RotatorDeclaration): boolean;
  /** Rejects when the promise is broken. */
  run(
    createWorld: () => Promise<RotatorWorld>,
    declaration: RotatorDeclaration,
  ): Promise<void>;
}

/** Runs a check on a secret of its own, and ends its world. */
export type WithScene<A extends RotatorWorldAbility> = <T>(
  check: (scene: Scene<WorldWith<A>>) => Promise<T>,
) => Promise<T>;

interface Demands<A extends RotatorWorldAbility> {
  readonly isFor?: RotatorCase['isFor'];
  readonly needs?: readonly A[];
}

/** A case on one secret. */
export function rotatorCase<A extends RotatorWorldAbility = never>(
  name: string,
  demands: Demands<A>,
  check: (scene: Scene<WorldWith<A>>) => Promise<void>,
): RotatorCase {
  return rotatorCaseOnMany(name, demands, withScene => withScene(check));
}

/** A case on as many secrets as it likes. */
export function rotatorCaseOnMany<A extends RotatorWorldAbility = never>(
  name: string,
  { isFor = () => true, needs = [] }: Demands<A>,
  check: (withScene: WithScene<A>) => Promise<void>,
): RotatorCase {
  return {
    name,
    needs,
    isFor,
    run: (createWorld, declaration) =>
      check(async inScene => {
        const world = await createWorld();
        try {
          if (!canAll(world, needs)) {
            assert.fail(
              `The world has no ${needs
                .filter(ability => !can(world, ability))
                .join(', ')}: give it one, or name an exemption`,
            );
          }
          return await inScene(new Scene(world, declaration));
        } finally {
          await world.close();
        }
      }),
  };
}

/** Whether a world can do something. */
export function can(
  world: RotatorWorld,
  ability: RotatorWorldAbility,
): boolean {
  return world[ability] !== undefined;
}

function canAll<A extends RotatorWorldAbility>(
  world: RotatorWorld,
  abilities: readonly A[],
): world is WorldWith<A> {
  return abilities.every(ability => can(world, ability));
}

/** We make the value. */
export const isChosen = ({ issues }: RotatorDeclaration) => issues === 'chosen';
/** The target makes the value. */
export const isIssued = ({ issues }: RotatorDeclaration) => issues === 'issued';
/** Old and new are accepted at once. */
export const isDual = ({ overlap }: RotatorDeclaration) => overlap === 'dual';
/** It can be asked whether a value is accepted. */
export const canProbe = ({ probing }: RotatorDeclaration) => probing !== 'none';
/** It tells the target of a new value; else consumers do, by what they load. */
export const writes = ({ fencing }: RotatorDeclaration) => fencing !== 'none';
/** One value at a time. */
export const isSingle = ({ overlap }: RotatorDeclaration) =>
  overlap === 'single';
