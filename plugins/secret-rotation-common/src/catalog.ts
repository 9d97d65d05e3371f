/** The `spec.type` of a `Resource` that is a secret. @public */
export const SECRET_SPEC_TYPE = 'secret';

/** Names the entry of `secretRotation.consumers` by which a consumer is told and proven. @public */
export const CONSUMER_ANNOTATION = 'keyturn.dev/consumer';

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
