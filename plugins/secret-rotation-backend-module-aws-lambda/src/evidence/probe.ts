import type {
  InstanceObservation,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Invocation } from '../client/LambdaApi';
import type { ProbeSettings } from '../settings';

/** What an answer to a probe says of the version in use: one of the known ones, or why it says none. @internal */
export type ProbeEvidence =
  | { readonly version: StoreVersionId }
  | { readonly finding: NonNullable<InstanceObservation['finding']> };

/** The payload of a probe for one path: `{path}` in its texts is filled. Pure. @internal */
export function payloadFor({ payload }: ProbeSettings, path: string): object {
  return JSON.parse(JSON.stringify(payload), (_key, value) =>
    typeof value === 'string' ? value.replaceAll('{path}', path) : value,
  );
}

/** Reads an answer. An unknown version is not shown: a function could write anything there. Pure. @internal */
export function readAnswer(
  { payload, failed }: Invocation,
  { version: field }: ProbeSettings,
  known: Iterable<StoreVersionId>,
): ProbeEvidence {
  if (failed) return { finding: 'no-attestation' };
  const answer = parse(payload);
  if (!isObject(answer)) return { finding: 'bad-format' };
  const said = field
    .split('.')
    .reduce<unknown>((inside, name) => memberOf(inside, name), answer);
  // It answers, and knows nothing of this secret.
  if (said === undefined || said === null) return { finding: 'wrong-path' };
  if (typeof said !== 'string' && typeof said !== 'number')
    return { finding: 'bad-format' };
  const version = [...known].find(each => each === String(said));
  return version === undefined ? { finding: 'stale-cache' } : { version };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is as malformed as any other shape
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}
