import {
  ApiProblem,
  deliveredText,
  instanceId,
  MisconfiguredError,
  pathDigest,
  type DeliveryQuestion,
  type InstanceObservation,
  type ProviderApi,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VariableRule } from '../settings';
import {
  mayHold,
  readHeld,
  type HeldVariable,
} from '../variables/heldVariable';
import type { VariablePlace } from '../variables/places';
import { lastJobAfter } from './lastJob';

/**
 * Which version a variable holds. Where GitLab shows the value, the value says it, and what somebody else wrote is seen;
 * where it is hidden, our mark alone does. Either way it is a claim: no job shows what it read.
 * @throws ApiProblem
 * @internal
 */
export async function observeVariable(
  api: ProviderApi,
  place: VariablePlace,
  { project, path, candidates }: DeliveryQuestion,
): Promise<InstanceObservation> {
  const id = instanceId(place.id);
  const { rule } = place;
  const held = await readHeld(api, place);
  const shows = (
    finding: InstanceObservation['finding'],
    health: InstanceObservation['health'] = 'healthy',
  ): InstanceObservation => ({ id, health, strength: 'none', finding });
  if (!held) return shows('wrong-path', 'ill');
  const { mark } = held;
  if (mark && mark.path !== pathDigest(path)) return shows('wrong-path');
  if (await isHiddenByProject(api, place)) return shows('wrong-path');
  const version = versionIn(held, rule, candidates);
  if (version === undefined)
    return shows(
      mark && candidates.has(mark.version) ? 'stale-cache' : 'not-reloaded',
    );
  if (isExpanded(held)) return shows('bad-format');
  const since = mark?.version === version ? mark.since : undefined;
  return {
    id,
    health: 'healthy',
    strength: 'claimed',
    version,
    since,
    ...(rule.attest && (await lastJobAfter(api, project, rule.attest, since))),
  };
}

function versionIn(
  held: HeldVariable,
  { field, key }: VariableRule,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): StoreVersionId | undefined {
  // Without its time the write may still be under way.
  if (held.isHidden)
    return held.mark?.since !== undefined && candidates.has(held.mark.version)
      ? held.mark.version
      : undefined;
  const fitting = [...candidates].filter(([, value]) => {
    const text = textOf(value, field, key);
    return text !== undefined && mayHold(held, text);
  });
  // Two versions of one value: the mark says which was meant.
  const [meant = fitting[0]] = fitting.filter(
    ([version]) => version === held.mark?.version,
  );
  return meant?.[0];
}

/** The text that would be delivered; `undefined` for a value without such a field. */
function textOf(value: SecretValue, field: string | undefined, key: string) {
  try {
    return deliveredText(value, field, `${key}.field`);
  } catch (error) {
    if (error instanceof MisconfiguredError) return undefined;
    throw error;
  }
}

/** Whether jobs get something else than what is shown: a dollar sign leads to other variables unless it is raw. */
function isExpanded({ isRaw, value }: HeldVariable): boolean {
  return !isRaw && value?.reveal('value').includes('$') === true;
}

/** Whether the project has a variable of the name, which its jobs get in place of the group's. */
async function isHiddenByProject(
  api: ProviderApi,
  { hiddenBy }: VariablePlace,
): Promise<boolean> {
  if (hiddenBy === undefined) return false;
  try {
    return (await api.find(hiddenBy, z.object({}))) !== undefined;
  } catch (error) {
    // It refuses to choose where there are several.
    if (error instanceof ApiProblem && error.kind === 'refused') return true;
    throw error;
  }
}
