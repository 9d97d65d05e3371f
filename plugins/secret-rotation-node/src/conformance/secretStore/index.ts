import { testDestruction } from './destruction';
import { testFailures } from './failures';
import { testInterleavings } from './interleavings';
import { testInterruptions } from './interruptions';
import { testPreflight } from './preflight';
import { testPromotion } from './promotion';
import { testRestoration } from './restoration';
import { Scene } from './scene';
import { testStaging } from './staging';
import type { SecretStoreWorld } from './world';

export type {
  InterceptedStore,
  InterceptPoint,
  SecretStoreWorld,
} from './world';

/**
 * Holds a `SecretStore` to its contract. Needs the globals of Jest.
 * @param name - of the store and its peer, for the tests' title
 * @param createWorld - called once; every test then works on a path of its own
 * @public
 */
export function describeSecretStore(
  name: string,
  createWorld: () => Promise<SecretStoreWorld>,
): void {
  describe(`${name} keeps the contract of SecretStore`, () => {
    let world: SecretStoreWorld;
    const begin = () => new Scene(world);

    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(async () => {
      await world?.close?.();
    });

    testPreflight(begin);
    testStaging(begin);
    testPromotion(begin);
    testRestoration(begin);
    testDestruction(begin);
    testInterruptions(begin);
    testInterleavings(begin);
    testFailures(begin);
  });
}
