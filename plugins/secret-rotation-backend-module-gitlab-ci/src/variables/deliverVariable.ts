import {
  FencedError,
  isNewerFence,
  isOwnDelivery,
  pathDigest,
  refuseForeignMark,
  type Delivery,
  type DeliveryMark,
  type Fence,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { attributesFor, hasAttributes, requireMaskable } from './attributes';
import { mayHold, readHeld, writeVariable } from './heldVariable';
import type { VariablePlace } from './places';

/**
 * Writes a version into a variable, unless it is there. Value and mark are one write. GitLab has no time of a variable,
 * so a second write notes since when it is there: the first one's own answer says that. Who finds no such time writes
 * again.
 * @throws ApiProblem, FencedError, MisconfiguredError
 * @internal
 */
export async function deliverVariable(
  api: ProviderApi,
  place: VariablePlace,
  { path, version, text }: Delivery,
  fence: Fence,
): Promise<void> {
  const intent: DeliveryMark = { path: pathDigest(path), version, fence };
  const held = await readHeld(api, place);
  refuseForeign(place, held?.mark, intent);
  const attributes = attributesFor(place, held);
  if (attributes.masked) requireMaskable(place, text);
  const write = (mark: DeliveryMark, over = held) =>
    writeVariable(api, place, over, { text, mark, attributes });

  const isThere =
    held?.mark?.since !== undefined &&
    held.mark.version === version &&
    mayHold(held, text) &&
    hasAttributes(held, attributes);
  if (isThere) {
    if (held.mark && isNewerFence(fence, held.mark.fence))
      await write({ ...held.mark, fence });
    return;
  }
  const since = await write(intent);
  const after = await readHeld(api, place);
  refuseForeign(place, after?.mark, intent);
  if (!after || !isOwnDelivery(after.mark, intent) || !mayHold(after, text))
    throw new FencedError(`Somebody else writes ${place.id}`);
  await write({ ...intent, since }, after);
}

function refuseForeign(
  { id, rule }: VariablePlace,
  mark: DeliveryMark | undefined,
  intent: DeliveryMark,
) {
  refuseForeignMark(
    id,
    mark,
    intent,
    `Give each path its own name in ${rule.key}, or empty the variable's description if that path is gone`,
  );
}
