import { setTimeout as delay } from 'node:timers/promises';
import {
  UnavailableError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ClusterApi } from '../clusters/ClusterApi';
import type { KeptSource } from './Keeper';
import { holdsValue } from './secretContent';

const PAUSE_MS = 50;

/**
 * Waits until a Secret holds a value, and has its keeper bring it now where that is possible. It looks at the content,
 * not at what the keeper says of itself. A watch that ends for whatever reason is a reason to look again.
 * @throws UnavailableError when the time is over; the engine comes again
 * @internal
 */
export async function bringContent(
  api: ClusterApi,
  source: KeptSource,
  value: SecretValue,
  given: { mark: string; signal: AbortSignal },
): Promise<void> {
  const { namespace, secret: name } = source;
  if (name === undefined) return;
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  let isForced = false;
  while (!given.signal.aborted) {
    const secret = await api.find('get secrets', () =>
      api.core.readNamespacedSecret({ name, namespace }),
    );
    if (secret && holdsValue(secret, value)) return;
    if (!isForced) {
      isForced = true;
      await source.force?.(api, given.mark);
    }
    const resourceVersion = secret?.metadata?.resourceVersion;
    await api.nextChange('watch secrets', path, { name, resourceVersion });
    // A watch that ends at once again and again must not become a storm.
    await delay(PAUSE_MS);
  }
  throw new UnavailableError(
    `The Secret ${namespace}/${name} does not hold the version yet`,
  );
}
