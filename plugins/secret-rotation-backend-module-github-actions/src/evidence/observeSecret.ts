import {
  instanceId,
  pathDigest,
  type DeliveryQuestion,
  type InstanceObservation,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isUntouched } from '../secrets/deliverSecret';
import { readHeld } from '../secrets/heldSecret';
import type { SecretPlace } from '../secrets/places';
import { lastRunAfter } from './lastRun';

/**
 * Which version a secret holds: a claim, since GitHub shows no value. A time of writing that is not ours takes the
 * claim back. Where a workflow attests, its run must have come after.
 * @throws ApiProblem
 * @internal
 */
export async function observeSecret(
  api: ProviderApi,
  place: SecretPlace,
  { project, path, candidates }: DeliveryQuestion,
): Promise<InstanceObservation> {
  const id = instanceId(place.id);
  const held = await readHeld(api, place);
  const { mark, updatedAt: since } = held;
  const shows = (
    finding: InstanceObservation['finding'],
    health: InstanceObservation['health'] = 'healthy',
  ): InstanceObservation => ({ id, health, strength: 'none', finding, since });
  if (since === undefined) return shows('wrong-path', 'ill');
  if (mark && mark.path !== pathDigest(path)) return shows('wrong-path');
  if (mark?.since === undefined) return shows('not-reloaded');
  if (!isUntouched(held)) return shows('stale-cache');
  // Anybody who may write variables can write a mark: a version that nobody asks about is not repeated.
  if (!candidates.has(mark.version)) return shows('not-reloaded');
  const { attest } = place.rule;
  return {
    id,
    health: 'healthy',
    strength: 'claimed',
    version: mark.version,
    since,
    ...(attest && (await lastRunAfter(api, project, attest, since))),
  };
}
