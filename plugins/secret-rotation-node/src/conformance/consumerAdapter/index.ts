import { testDelivery } from './delivery';
import { testObservation } from './observation';
import { testReloading } from './reloading';
import { OLD, Scene, using } from './scene';
import { testSecrecy } from './secrecy';
import type { ConsumerConformanceOptions, ConsumerWorld } from './world';

export type {
  ConformanceInstance,
  ConsumerConformanceOptions,
  ConsumerPromise,
  ConsumerWorld,
  InstanceManner,
  InstanceUse,
} from './world';

/**
 * Holds a `ConsumerAdapter` to its contract. Needs the globals of Jest.
 * @param name - of the adapter, for the tests' title
 * @param createWorld - makes a fresh consumer for each test; give the adapter a patience of at most a second
 * @public
 */
export function describeConsumerAdapter(
  name: string,
  createWorld: () => Promise<ConsumerWorld>,
  options: ConsumerConformanceOptions = {},
): void {
  describe(`${name} keeps the contract of ConsumerAdapter`, () => {
    let world: ConsumerWorld;
    const begin = () => new Scene(world, options.delivers);

    beforeEach(async () => {
      world = await createWorld();
      await Promise.all(world.instances.map(each => each.setUse(using(OLD))));
    });
    afterEach(async () => {
      await world?.close();
    });

    testObservation(begin, options);
    testReloading(begin);
    if (options.delivers) testDelivery(begin);
    testSecrecy(begin);
  });
}
