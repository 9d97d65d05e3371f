import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  KubernetesValidatorFunctions,
  type Entity,
} from '@backstage/catalog-model';
import {
  LIFECYCLE_ANNOTATION,
  SECRET_SPEC_TYPE,
  UNMANAGED_LIFECYCLE,
  type UnmanagedSecret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ProviderSettings } from './providerSettings';

/** A name has at most 63 signs; the digest and its dash take eleven. */
const READABLE = 52;

/** Before what the store calls a tag, a label or custom metadata, so that none passes for a label of somebody else. */
const TAG_PREFIX = 'tags.keyturn.dev/';

/** The entity of something that a store holds: names and tags alone. @internal */
export function unmanagedEntity(
  { store, path, tags }: Pick<UnmanagedSecret, 'store' | 'path' | 'tags'>,
  settings: Pick<ProviderSettings, 'namespace' | 'owner' | 'tags'>,
): Entity {
  const { namespace, owner } = settings;
  const location = `secret-rotation:${store}/${path}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: nameOf(store, path),
      namespace,
      title: path,
      description: `Kept in ${store}. Nothing rotates it yet.`,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [LIFECYCLE_ANNOTATION]: UNMANAGED_LIFECYCLE,
      },
      ...(settings.tags ? { labels: labelsOf(tags) } : {}),
    },
    spec: { type: SECRET_SPEC_TYPE, owner },
  };
}

/** Those tags that the catalog's rules for labels allow. Another is left out: bent to fit it would say something else. */
function labelsOf(tags: UnmanagedSecret['tags']): Record<string, string> {
  const { isValidLabelKey, isValidLabelValue } = KubernetesValidatorFunctions;
  return Object.fromEntries(
    Object.entries(tags)
      .map(([key, value]) => [`${TAG_PREFIX}${key}`, value])
      .filter(
        ([key, value]) => isValidLabelKey(key) && isValidLabelValue(value),
      ),
  );
}

/** Readable, and with a digest, so that no two paths and no file's entity share a name. */
function nameOf(store: string, path: string): string {
  const digest = createHash('sha256')
    .update(`${store}:${path}`)
    .digest('hex')
    .slice(0, 10);
  const readable = `${store}-${path}`
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, READABLE)
    .replace(/-$/, '');
  return [readable, digest].filter(Boolean).join('-').toLowerCase();
}
