import { createHash } from 'node:crypto';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Workload } from './client/resources';

/** By what a service is seen to use the secret of one path. @internal */
export interface SecretUse {
  /** How services refer to it; none where they read the store by themselves. */
  readonly names: ReadonlySet<string>;
  /** Carries the version where no reference does. */
  readonly annotation: string;
}

/** How the secret of a path is used. The digest tells paths apart that look alike as a name. Pure. @internal */
export function secretUse(
  path: string,
  references: readonly string[],
): SecretUse {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const slug = path
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);
  return {
    names: new Set(references.map(each => each.replaceAll('{path}', path))),
    annotation: `version.keyturn.dev/${slug === '' ? '' : `${slug}.`}${digest}`,
  };
}

/** Whether a service gets the secret at all. Pure. @internal */
export function usesSecret(workload: Workload, use: SecretUse): boolean {
  return use.names.size === 0 || referencesIn(workload, use).length > 0;
}

/**
 * The one version that instances of a revision read when they start; `undefined` when they read several, or nothing says
 * which. A pinned reference says it by itself. Pure.
 * @internal
 */
export function versionOf(
  workload: Workload,
  use: SecretUse,
): string | undefined {
  if (!usesSecret(workload, use)) return undefined;
  const found = new Set<string | undefined>(
    referencesIn(workload, use)
      .filter(isPinned)
      .map(({ version }) => version),
  );
  if (needsAnnotation(workload, use))
    found.add(workload.annotations?.[use.annotation]);
  const [version, ...others] = found;
  return others.length === 0 ? version : undefined;
}

/**
 * A template whose revisions read a version: references that are pinned are pinned to it, those that follow `latest` or an
 * alias stay and are read anew by new instances. Pure.
 * @throws MisconfiguredError when a reference is pinned, and the version is none of Secret Manager
 * @internal
 */
export function withVersion(
  template: Workload,
  use: SecretUse,
  version: string,
): Workload {
  const next = structuredClone(template);
  // A name that the owner chose belongs to the revision before.
  delete next.revision;
  for (const reference of referencesIn(next, use).filter(isPinned)) {
    if (!isPinned({ version }))
      throw new MisconfiguredError(
        'A service is pinned to a version of Secret Manager, and the version is one of another store',
        'Name in references of the entry how services refer to secrets that Keyturn rotates in Secret Manager, or [] for none',
      );
    reference.version = version;
  }
  if (needsAnnotation(next, use))
    next.annotations = { ...next.annotations, [use.annotation]: version };
  return next;
}

/** The same without what says which version it reads. Pure. @internal */
export function withoutVersion<T extends Workload>(
  workload: T,
  use: SecretUse,
): T {
  const next = structuredClone(workload);
  for (const reference of referencesIn(next, use).filter(isPinned))
    delete reference.version;
  if (next.annotations) delete next.annotations[use.annotation];
  return next;
}

interface Reference {
  version?: string;
}

function referencesIn(
  { containers = [], volumes = [] }: Workload,
  { names }: SecretUse,
): Reference[] {
  const variables = containers
    .flatMap(each => each.env ?? [])
    .flatMap(each => each.valueSource?.secretKeyRef ?? [])
    .filter(each => names.has(each.secret));
  const files = volumes
    .flatMap(each => each.secret ?? [])
    .filter(each => names.has(each.secret))
    // Without items a volume holds the latest version.
    .flatMap((each): Reference[] => each.items ?? [{}]);
  return [...variables, ...files];
}

/** Versions of Secret Manager are numbers; all else is followed. */
function isPinned({ version = 'latest' }: Reference): boolean {
  return /^\d+$/.test(version);
}

function needsAnnotation(workload: Workload, use: SecretUse): boolean {
  const references = referencesIn(workload, use);
  return references.length === 0 || !references.every(isPinned);
}
