import {
  UnavailableError,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretVersion } from '../client/resources';
import { samePayload } from '../payload/payload';
import { SecretView } from '../secret/SecretView';
import { ATTEMPTS, type ReadersTools } from './Readers';

/**
 * Undoes that a version of ours came after somebody else's, which consumers of `latest` would never have seen: the
 * other's value is added again, then ours is destroyed. A value that comes in between meanwhile is served the same way.
 */
export async function giveWay(
  tools: ReadersTools,
  seen: SecretView,
  between: { foreign: SecretVersion; ours: number },
  context: WriteContext,
): Promise<void> {
  const { manager, destruction } = tools;
  const { place, address } = seen;
  let { foreign } = between;
  let newest = seen.versions[0]?.number ?? between.ours;
  if (newest > between.ours) {
    return; // Somebody wrote after ours: theirs is current.
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const payload = await seen.payloadOf(foreign.number, context);
    if (!payload) {
      return; // It cannot be read any more.
    }
    const again = await manager.add(address, payload, context);
    if (again === newest + 1) {
      await destruction.destroy(address, [between.ours], context);
      return;
    }
    const view = await SecretView.look(tools, place, context);
    const [later] = await view.filter(
      view.enabledAfter(newest, again),
      held => !samePayload(held, payload),
      context,
    );
    if (!later) {
      await destruction.destroy(address, [between.ours], context);
      return;
    }
    foreign = later;
    newest = again;
  }
  throw new UnavailableError('The secret changes too often in this moment');
}
