/** The `spec.type` of a `Resource` that is a secret. @public */
export const SECRET_SPEC_TYPE = 'secret';

/** Names the entry of `secretRotation.consumers` by which a consumer is told and proven. @public */
export const CONSUMER_ANNOTATION = 'keyturn.dev/consumer';

/** What a consumer's sessions at a target call themselves, where that is not the entity's name. @public */
export const SESSION_LABEL_ANNOTATION = 'keyturn.dev/session-label';

/** Says that an entity is there to be seen, and that nothing rotates what it stands for. @public */
export const LIFECYCLE_ANNOTATION = 'keyturn.dev/lifecycle';

/** The value of {@link LIFECYCLE_ANNOTATION} on what a store holds and no file claims. @public */
export const UNMANAGED_LIFECYCLE = 'unmanaged';

/**
 * Whether an entity only shows what a store holds. Whoever writes `spec.rotation` claims a secret, whatever else the
 * entity says.
 * @public
 */
export function isUnmanagedEntity(entity: {
  metadata: { annotations?: Record<string, string> };
  spec?: object;
}): boolean {
  const { metadata, spec = {} } = entity;
  return (
    metadata.annotations?.[LIFECYCLE_ANNOTATION] === UNMANAGED_LIFECYCLE &&
    !('rotation' in spec)
  );
}

/**
 * `spec.rotation` of a secret. It only names what the operator configured; hosts, SQL and credentials never
 * appear in a catalog file.
 * @public
 */
export interface RotationSpec {
  /** Name of a store in app-config. */
  store: string;
  /** Path inside the store, without mount and without leading slash. */
  path: string;
  /** Name of a rotator in app-config. */
  rotator: string;
  /** Name of a policy in app-config. */
  policy: string;
  /** Options in the rotator's own schema. */
  options?: { [key: string]: unknown };
}
