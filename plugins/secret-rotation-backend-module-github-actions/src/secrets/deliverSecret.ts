import {
  ApiProblem,
  FencedError,
  isNewerFence,
  isOwnDelivery,
  MisconfiguredError,
  pathDigest,
  refuseForeignMark,
  type Delivery,
  type DeliveryMark,
  type Fence,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import {
  readAudience,
  readHeld,
  writeMark,
  type HeldSecret,
} from './heldSecret';
import type { SecretPlace } from './places';
import { sealText } from './sealText';

/** As much as GitHub takes. */
const MAX_BYTES = 48 * 1024;

const keyShape = z.object({ key_id: z.string(), key: z.string() });

/**
 * Writes a version into a secret, unless it is there. GitHub keeps nothing beside a secret's value and compares nothing
 * when it is written, so a variable of ours says which version it is: first that it is about to be written, then since
 * when it is there. Who finds the first alone writes again.
 * @throws ApiProblem, FencedError, MisconfiguredError
 * @internal
 */
export async function deliverSecret(
  api: ProviderApi,
  place: SecretPlace,
  { path, version, text }: Delivery,
  fence: Fence,
): Promise<void> {
  const intent: DeliveryMark = { path: pathDigest(path), version, fence };
  const held = await readHeld(api, place);
  refuseForeign(place, held, intent);
  if (isHeld(held, intent)) {
    if (held.mark && isNewerFence(fence, held.mark.fence))
      await writeMark(api, place, { ...held.mark, fence }, { isNew: false });
    return;
  }
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new MisconfiguredError(
      `The value is longer than the 48 KB that GitHub takes for ${place.id}`,
      `Name a shorter field in ${place.rule.key}.field`,
    );
  const key = await readKey(api, place);
  const sealed = await sealText(text, key.key).catch(() => {
    throw new ApiProblem('malformed'); // what GitHub gave is no key
  });
  const audience = await readAudience(api, place, held);
  await writeMark(api, place, intent, { isNew: !held.hasMark, audience });
  await api.write('PUT', `${place.secrets}/${place.rule.name}`, {
    encrypted_value: sealed,
    key_id: key.key_id,
    ...audience,
  });
  const after = await readHeld(api, place);
  refuseForeign(place, after, intent);
  if (!isOwnDelivery(after.mark, intent) || after.updatedAt === undefined)
    throw new FencedError(`Somebody else writes ${place.id}`);
  await writeMark(
    api,
    place,
    { ...intent, since: after.updatedAt },
    { isNew: false },
  );
}

/** Whether a secret holds what a mark says, as far as GitHub shows. Pure. @internal */
export function isUntouched({ mark, updatedAt }: HeldSecret): boolean {
  return (
    mark?.since !== undefined && mark.since.getTime() === updatedAt?.getTime()
  );
}

function isHeld(held: HeldSecret, intent: DeliveryMark): boolean {
  return isUntouched(held) && held.mark?.version === intent.version;
}

function refuseForeign(
  { id, rule, mark: variable }: SecretPlace,
  { mark, updatedAt }: HeldSecret,
  intent: DeliveryMark,
): void {
  refuseForeignMark(
    id,
    mark,
    intent,
    `Give each path its own name in secrets, or remove the variable ${variable} if that path is gone`,
  );
  if (updatedAt !== undefined) return;
  if (rule.organization !== undefined)
    throw new MisconfiguredError(
      `There is no secret ${id}, and an organization's secrets are made by its owners`,
      'Create it with any value, and choose who may read it',
    );
  if (mark?.since !== undefined)
    throw new MisconfiguredError(
      `The secret ${id} was removed by hand`,
      `Create it with any value, or remove the variable ${variable} to let Keyturn create it again`,
    );
}

async function readKey(api: ProviderApi, place: SecretPlace) {
  const key = await api.find(`${place.secrets}/public-key`, keyShape);
  if (key) return key;
  throw new MisconfiguredError(
    `The place of ${place.id} is not there, or the credential may not see it`,
    place.rule.environment === undefined
      ? 'Look whether the GitHub App is installed there and may read and write secrets'
      : `Create the environment, or correct ${place.rule.key}.environment`,
  );
}
