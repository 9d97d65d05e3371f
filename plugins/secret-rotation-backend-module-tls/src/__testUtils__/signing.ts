import {
  accountName,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateRotator } from '../CertificateRotator';
import { at } from './ownAuthority';

/** Has a certificate signed as a run does. */
export async function signFor(
  rotator: CertificateRotator,
  names: string[],
  run: number,
  known: SecretValue[] = [],
): Promise<SecretValue> {
  const options = rotator.parseOptions({ names });
  return rotator.issue(
    {
      options,
      account: accountName(names[0]),
      current: known.at(-1),
      known,
      since: new Date(0),
    },
    at(run),
  );
}

/** What a probe says of a value; where its endpoints differ, all that they say. */
export async function answerTo(
  rotator: CertificateRotator,
  value: SecretValue,
): Promise<string> {
  const probes = await rotator.probe({ value }, at(9));
  return [...new Set(probes.map(({ answer }) => answer))].join(' and ');
}
