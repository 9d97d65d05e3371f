import {
  MisconfiguredError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CloudRunConsumerSettings } from './settings';

/** Catalogs have no annotation for Cloud Run that others know too. */
const ANNOTATION = 'keyturn.dev/cloud-run-services';

const MAX_SERVICES = 50;

/**
 * The names of a consumer's services: of the entry's patterns, or of the consumer's annotation. Either way they must lie
 * in what the entry allows. Pure.
 * @throws MisconfiguredError that names the key or annotation and the fix
 * @internal
 */
export function servicesOf(
  consumer: ConsumerEntity,
  { key, services, allow }: CloudRunConsumerSettings,
): string[] {
  const names = services
    ? services.map(each => each.replaceAll('{name}', consumer.name))
    : annotated(consumer);
  const unique = [...new Set(names)].sort();
  if (unique.length === 0 || unique.length > MAX_SERVICES)
    throw new MisconfiguredError(
      `${consumer.entityRef} does not say which services of Cloud Run are its own`,
      `Annotate it with ${ANNOTATION}: up to ${MAX_SERVICES} names, with commas between them`,
    );
  // Names alone: a path would lead into another project or region.
  if (unique.some(name => !/^[a-z][a-z0-9-]{0,48}$/.test(name)))
    throw new MisconfiguredError(
      `${consumer.entityRef} names a service in a way that is none of a service's name`,
      'Write names as they stand in Cloud Run, without project or region',
    );
  const allowed = allow
    .filter(
      ({ namespaces }) =>
        namespaces.includes('*') || namespaces.includes(consumer.namespace),
    )
    .flatMap(each => each.services);
  if (!unique.every(name => allowed.some(each => matches(each, name))))
    throw new MisconfiguredError(
      `${key}.allow does not let ${consumer.entityRef} have every service that it names`,
      'Correct the names, or ask the platform team to allow them',
    );
  return unique;
}

function annotated({ annotations }: ConsumerEntity): string[] {
  return (annotations?.[ANNOTATION] ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}
