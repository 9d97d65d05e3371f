import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { KeySetRotator } from '../KeySetRotator';
import { readKeySetSettings } from '../settings';

/** Nothing listens there. */
export const NOWHERE = 'http://127.0.0.1:1';

/** The rotator of an entry, with what an entry of any trial has. */
export function rotatorFor(entry: JsonObject): KeySetRotator {
  const config = new ConfigReader({
    kind: 'keyset',
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
    timeout: 'PT2S',
    ...entry,
  });
  return new KeySetRotator(readKeySetSettings({ name: 'keys', config }));
}

/** The third version: it has a key of every role, and the rotation after it takes one out. */
export async function thirdVersion(
  rotator: KeySetRotator,
): Promise<SecretValue> {
  const first = await rotator.generate({ current: undefined });
  const second = await rotator.generate({ current: first });
  return rotator.generate({ current: second });
}
