import {
  MisconfiguredError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaConsumerSettings } from './settings';

/** By which the catalog's pages about Lambda know functions too. */
const ANNOTATION = 'aws.com/lambda-function-name';

const MAX_FUNCTIONS = 50;

/**
 * The names of a consumer's functions: of the entry's patterns, or of the consumer's annotation. Either way they must lie
 * in what the entry allows. Pure.
 * @throws MisconfiguredError that names the key or annotation and the fix
 * @internal
 */
export function functionsOf(
  consumer: ConsumerEntity,
  { key, functions, allow }: LambdaConsumerSettings,
): string[] {
  const names = functions
    ? functions.map(each => each.replaceAll('{name}', consumer.name))
    : annotated(consumer);
  const unique = [...new Set(names)].sort();
  if (unique.length === 0 || unique.length > MAX_FUNCTIONS)
    throw new MisconfiguredError(
      `${consumer.entityRef} does not say which functions are its own`,
      `Annotate it with ${ANNOTATION}: up to ${MAX_FUNCTIONS} names, with commas between them`,
    );
  const allowed = allow
    .filter(each => isAnyOf(each.namespaces, consumer.namespace))
    .flatMap(each => each.functions);
  const isAllowed = (name: string) =>
    allowed.some(pattern => matches(pattern, name));
  // Names alone: an ARN would lead into another account or region, a qualifier to another version.
  if (unique.some(name => !/^[A-Za-z0-9_-]{1,64}$/.test(name)))
    throw new MisconfiguredError(
      `${consumer.entityRef} names a function in a way that is none of a function's name`,
      'Write names as they stand in Lambda, without ARN, version or alias',
    );
  if (!unique.every(isAllowed))
    throw new MisconfiguredError(
      `${key}.allow does not let ${consumer.entityRef} have every function that it names`,
      `Correct the names, or ask the platform team to allow them`,
    );
  return unique;
}

function annotated({ annotations }: ConsumerEntity): string[] {
  return (annotations?.[ANNOTATION] ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}

function isAnyOf(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}
