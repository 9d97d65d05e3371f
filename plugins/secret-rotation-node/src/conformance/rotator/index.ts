import { testActivation } from './activation';
import { testAsking } from './asking';
import { testChoice } from './choice';
import { testFencing } from './fencing';
import { testRevocation } from './revocation';
import { Scene } from './scene';
import { testSecrecy } from './secrecy';
import type {
  RotatorConformanceOptions,
  RotatorPromise,
  RotatorWorld,
} from './world';

export type {
  ConformanceSession,
  RotatorConformanceOptions,
  RotatorPromise,
  RotatorWorld,
} from './world';

/**
 * Holds a `Rotator` that chooses its values to its contract. Needs the globals of Jest.
 * @param name - of the rotator and its peer, for the tests' title
 * @param createWorld - makes a secret of its own for each test
 * @public
 */
export function describeRotator(
  name: string,
  createWorld: () => Promise<RotatorWorld>,
  { exempt = {} }: RotatorConformanceOptions = {},
): void {
  describe(`${name} keeps the contract of Rotator`, () => {
    let world: RotatorWorld;
    beforeEach(async () => {
      world = await createWorld();
    });
    afterEach(() => world?.close());

    const begin = () => new Scene(world);
    const promise = (
      code: RotatorPromise,
      title: string,
      check: () => unknown,
    ) => {
      const reason = exempt[code];
      if (reason) {
        it.skip(`${title} (exempt: ${reason})`, async () => check());
      } else {
        it(title, async () => check());
      }
    };

    testChoice(begin);
    testAsking(begin, promise);
    testActivation(begin, promise);
    testFencing(begin, promise);
    testRevocation(begin, promise);
    testSecrecy(begin);
  });
}
