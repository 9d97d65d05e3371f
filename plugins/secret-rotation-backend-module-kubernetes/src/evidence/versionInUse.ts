import type {
  InstanceObservation,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { HeldVersions } from '../keepers/secretContent';

/** What shows which version a pod or a job was started with. @internal */
export interface Start {
  /** To the second, by the API server's clock. */
  readonly createdAt: Date | undefined;
  /** What its template's annotation says. */
  readonly annotated: StoreVersionId | undefined;
  /** Its files follow the Secret: it needed no restart, and by now they hold what the Secret holds. */
  readonly followed?: boolean;
}

/** What a start shows of the version in use. @internal */
export type StartEvidence = Pick<
  InstanceObservation,
  'version' | 'strength' | 'finding'
>;

/**
 * Which version something uses that was started so. Kubernetes shows what a pod was given, not what its process holds:
 * that is a claim, never a proof. A pod counts only when its Secret holds a known version and did so before the pod
 * was made; within the same second the template's annotation decides, which is written after the Secret.
 * Pure.
 * @param held - what the pod's Secret holds; absent where pods read the secrets manager when they start
 * @internal
 */
export function versionInUse(
  start: Start,
  held: HeldVersions | undefined,
): StartEvidence {
  const { annotated } = start;
  if (!held) return annotated ? claimed(annotated) : notReloaded(undefined);
  const { versions, since } = held;
  const [first] = versions;
  if (first === undefined)
    return { version: annotated, strength: 'none', finding: 'stale-cache' };
  const isHeld = annotated !== undefined && versions.includes(annotated);
  // One value can have several ids: the one that the template names is as good as any.
  const named = isHeld ? annotated : versions[versions.length - 1];
  if (start.followed) return claimed(named);
  if (since === undefined || start.createdAt === undefined)
    return isHeld ? claimed(annotated) : notReloaded(annotated);
  const later = start.createdAt.getTime() - since.getTime();
  if (later > 0) return claimed(named);
  return later === 0 && isHeld
    ? claimed(annotated)
    : notReloaded(isHeld ? undefined : annotated);
}

function claimed(version: StoreVersionId): StartEvidence {
  return { version, strength: 'claimed' };
}

function notReloaded(version: StoreVersionId | undefined): StartEvidence {
  return { version, strength: 'none', finding: 'not-reloaded' };
}
