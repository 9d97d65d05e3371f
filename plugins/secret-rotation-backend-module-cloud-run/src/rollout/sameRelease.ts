import { isDeepStrictEqual } from 'node:util';
import type { Revision, Workload } from '../client/resources';
import { withoutVersion, type SecretUse } from '../secretUse';

/** What Google writes about a revision, and what has no part in how it behaves. */
const DESCRIPTIVE = new Set([
  ...['name', 'uid', 'generation', 'observedGeneration', 'etag', 'service'],
  ...['createTime', 'updateTime', 'deleteTime', 'expireTime', 'creator'],
  ...['conditions', 'reconciling', 'logUri', 'scalingStatus', 'labels'],
  ...['annotations', 'launchStage', 'satisfiesPzs', 'client', 'clientVersion'],
]);

/**
 * Whether two revisions differ in nothing but the version of a secret. A new revision is made of what was deployed last:
 * without this, a rotation would release what somebody has deployed and not released. What is not known here is compared.
 * Pure.
 * @internal
 */
export function isSameRelease(
  one: Revision,
  other: Revision,
  use: SecretUse,
): boolean {
  return isDeepStrictEqual(essence(one, use), essence(other, use));
}

/**
 * A template that runs the images of a revision. A tag would be looked up anew, and might be another image by now.
 * Pure.
 * @internal
 */
export function withImagesOf(template: Workload, revision: Revision): Workload {
  const containers = template.containers?.map((each, index) => {
    const image = revision.containers?.[index]?.image;
    return image?.includes('@sha256:') ? { ...each, image } : each;
  });
  return containers ? { ...template, containers } : template;
}

function essence(revision: Revision, use: SecretUse) {
  return Object.fromEntries(
    Object.entries(withoutVersion(revision, use)).filter(
      ([name]) => !DESCRIPTIVE.has(name),
    ),
  );
}
