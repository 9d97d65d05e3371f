import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
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

/** The entity of something that a store holds: names alone. @internal */
export function unmanagedEntity(
  { store, path }: Pick<UnmanagedSecret, 'store' | 'path'>,
  { namespace, owner }: Pick<ProviderSettings, 'namespace' | 'owner'>,
): Entity {
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
    },
    spec: { type: SECRET_SPEC_TYPE, owner },
  };
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
