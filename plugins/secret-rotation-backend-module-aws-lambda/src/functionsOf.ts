import {
  workloadNames,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaConsumerSettings } from './settings';

/**
 * The names of a consumer's functions. Pure.
 * @throws MisconfiguredError that names the key or annotation and the fix
 * @internal
 */
export function functionsOf(
  consumer: ConsumerEntity,
  { key, functions: patterns, allow }: LambdaConsumerSettings,
): string[] {
  return workloadNames(consumer, {
    key,
    noun: 'function',
    patterns,
    // By which the catalog's pages about Lambda know functions too.
    annotation: 'aws.com/lambda-function-name',
    // An ARN would lead into another account or region, a qualifier to another version.
    shape: /^[A-Za-z0-9_-]{1,64}$/,
    fix: 'Write names as they stand in Lambda, without ARN, version or alias',
    allow: allow.map(({ namespaces, functions: names }) => ({
      namespaces,
      names,
    })),
  });
}
