import {
  workloadNames,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CloudRunConsumerSettings } from './settings';

/**
 * The names of a consumer's services. Pure.
 * @throws MisconfiguredError that names the key or annotation and the fix
 * @internal
 */
export function servicesOf(
  consumer: ConsumerEntity,
  { key, services: patterns, allow }: CloudRunConsumerSettings,
): string[] {
  return workloadNames(consumer, {
    key,
    noun: 'service',
    patterns,
    // Catalogs have no annotation for Cloud Run that others know too.
    annotation: 'keyturn.dev/cloud-run-services',
    // A path would lead into another project or region.
    shape: /^[a-z][a-z0-9-]{0,48}$/,
    fix: 'Write names as they stand in Cloud Run, without project or region',
    allow: allow.map(({ namespaces, services: names }) => ({
      namespaces,
      names,
    })),
  });
}
