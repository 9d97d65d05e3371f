import type { V1Secret } from '@kubernetes/client-node';
import type {
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** Below this a text would be found inside another by chance. */
const MIN_CONTAINED = 8;

/** Which of the known versions a Secret holds, and since when. @internal */
export interface HeldVersions {
  readonly versions: readonly StoreVersionId[];
  /** To the second, by the API server's clock; absent when the cluster keeps no record of it. */
  readonly since?: Date;
}

/** Compares a Secret with the versions that it may hold. Nothing of its content leaves. Pure. @internal */
export function heldVersions(
  secret: V1Secret | undefined,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): HeldVersions {
  const versions = [...candidates]
    .filter(([, value]) => secret !== undefined && holdsValue(secret, value))
    .map(([id]) => id);
  return { versions, since: changedAt(secret) };
}

/**
 * Whether each secret field of a value is in a Secret: as a key's whole content, or inside it, as keepers with a
 * template write it into a connection string. Pure.
 * @internal
 */
export function holdsValue(secret: V1Secret, value: SecretValue): boolean {
  const contents = Object.values(secret.data ?? {}).map(each =>
    Buffer.from(each, 'base64').toString('utf8'),
  );
  return value.secretFieldNames.every(name => {
    const text = value.reveal(name);
    const inside =
      text.length < MIN_CONTAINED
        ? []
        : [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
    return contents.some(
      content =>
        content === text || inside.some(form => content.includes(form)),
    );
  });
}

/** When anybody last wrote the data of a Secret. */
function changedAt(secret: V1Secret | undefined): Date | undefined {
  const times = (secret?.metadata?.managedFields ?? [])
    .filter(each => each.fieldsV1 && 'f:data' in each.fieldsV1)
    .flatMap(each => (each.time === undefined ? [] : [new Date(each.time)]));
  return times.length === 0
    ? undefined
    : new Date(Math.max(...times.map(time => time.getTime())));
}
