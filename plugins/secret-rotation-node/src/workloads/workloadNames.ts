import type { ConsumerEntity } from '../contracts/ConsumerAdapter';
import { MisconfiguredError } from '../errors';

const MAX_WORKLOADS = 50;

/** What an entry of `consumers` says of the names of workloads. @public */
export interface WorkloadNameRules {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** What one is called, for messages: `function`. */
  readonly noun: string;
  /** Names with `{name}` for that of the consumer; without them the annotation names the workloads. */
  readonly patterns?: readonly string[];
  /** By which a consumer names its workloads, with commas between them. */
  readonly annotation: string;
  /** What a name looks like. An address would lead elsewhere than the entry does. */
  readonly shape: RegExp;
  /** What to do about a name of another shape. */
  readonly fix: string;
  /** Which names consumers of some catalog namespaces may have; `*` stands for any signs. */
  readonly allow: ReadonlyArray<{
    readonly namespaces: readonly string[];
    readonly names: readonly string[];
  }>;
}

/**
 * The names of a consumer's workloads: of the entry's patterns, or of the consumer's annotation. Either way they must lie
 * in what the entry allows. Pure.
 * @throws MisconfiguredError that names the key or annotation and the fix
 * @public
 */
export function workloadNames(
  consumer: ConsumerEntity,
  { key, noun, patterns, annotation, shape, fix, allow }: WorkloadNameRules,
): string[] {
  const { entityRef, name, namespace, annotations } = consumer;
  const names = patterns
    ? patterns.map(each => each.replaceAll('{name}', name))
    : listed(annotations?.[annotation]);
  const unique = [...new Set(names)].sort();
  if (unique.length === 0 || unique.length > MAX_WORKLOADS)
    throw new MisconfiguredError(
      `${entityRef} does not say which ${noun}s are its own`,
      `Annotate it with ${annotation}: up to ${MAX_WORKLOADS} names, with commas between them`,
    );
  if (!unique.every(each => shape.test(each)))
    throw new MisconfiguredError(
      `${entityRef} names a ${noun} in a way that is none of a ${noun}'s name`,
      fix,
    );
  const allowed = allow
    .filter(({ namespaces: ns }) => ns.includes('*') || ns.includes(namespace))
    .flatMap(each => each.names);
  if (!unique.every(each => allowed.some(pattern => matches(pattern, each))))
    throw new MisconfiguredError(
      `${key}.allow does not let ${entityRef} have every ${noun} that it names`,
      'Correct the names, or ask the platform team to allow them',
    );
  return unique;
}

function listed(text = ''): string[] {
  return text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}
