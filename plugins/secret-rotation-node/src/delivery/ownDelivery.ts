import { isNewerFence } from '../contracts/fence';
import { FencedError, MisconfiguredError } from '../errors';
import type { DeliveryMark } from './DeliveryMark';

/** Whether a mark is that of this very delivery: the same version, by the same worker. Pure. @public */
export function isOwnDelivery(
  mark: DeliveryMark | undefined,
  { version, fence }: DeliveryMark,
): boolean {
  return (
    mark?.version === version &&
    mark.fence.run === fence.run &&
    mark.fence.epoch === fence.epoch
  );
}

/**
 * Looks whether a place may be written, by the mark that is found there. Pure.
 * @param id - of the place, for people
 * @param fix - what to do when another path is delivered into it
 * @throws FencedError when a newer worker was there, MisconfiguredError when another path is delivered into it
 * @public
 */
export function refuseForeignMark(
  id: string,
  mark: DeliveryMark | undefined,
  intent: DeliveryMark,
  fix: string,
): void {
  if (mark && isNewerFence(mark.fence, intent.fence))
    throw new FencedError(`A newer worker has written ${id}`);
  if (mark && mark.path !== intent.path)
    throw new MisconfiguredError(
      `${id} is delivered from another path of the store`,
      fix,
    );
}
