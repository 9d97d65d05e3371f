import type { Entity } from '@backstage/catalog-model';
import {
  isUnmanagedEntity,
  SECRET_SPEC_TYPE,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Whether an entity is a secret that Keyturn may know. @public */
export function isSecretEntity(entity: Entity): boolean {
  return (
    entity.kind.toLowerCase() === 'resource' &&
    entity.spec?.type === SECRET_SPEC_TYPE &&
    !isUnmanagedEntity(entity)
  );
}
