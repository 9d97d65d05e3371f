import { setTimeout as delay } from 'node:timers/promises';
import {
  FencedError,
  isNewerFence,
  MisconfiguredError,
  type Fence,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { V1Secret } from '@kubernetes/client-node';
import { ApiProblem } from '../clusters/ApiProblem';
import { FIELD_MANAGER, type ClusterApi } from '../clusters/ClusterApi';

/** The label by which the owners of a namespace let Keyturn write into a Secret of theirs. */
const WRITTEN = { label: 'keyturn.dev/written-by', value: 'keyturn' };
const FENCE = 'keyturn.dev/fence';
const VERSION = 'keyturn.dev/version';
const MAX_TRIES = 8;

/** A Secret that we write, and what goes into it. @internal */
export interface SecretToWrite {
  readonly namespace: string;
  readonly name: string;
  readonly version: StoreVersionId;
  readonly value: SecretValue;
  /** The field for each key; without it keys are named as fields. */
  readonly keys?: Readonly<Record<string, string>>;
}

/**
 * Writes a version into a Secret that exists and is labelled for it. Keys of others stay. A worker that is not the
 * owner any more is refused by the fence in the Secret's annotation, which the write compares and sets.
 * @returns whether there is such a Secret in the namespace
 * @throws ApiProblem, FencedError, MisconfiguredError
 * @internal
 */
export async function writeSecret(
  api: ClusterApi,
  wanted: SecretToWrite,
  fence: Fence,
): Promise<boolean> {
  const { namespace, name } = wanted;
  const data = dataOf(wanted);
  for (let tries = 1; ; tries += 1) {
    const secret = await api.find('get secrets', () =>
      api.core.readNamespacedSecret({ name, namespace }),
    );
    if (!secret) return false;
    refuseForeign(secret, wanted);
    refuseOlder(secret, fence);
    if (isWritten(secret, wanted, data)) return true;
    const { resourceVersion } = secret.metadata ?? {};
    const { run, epoch } = fence;
    const annotations = {
      [FENCE]: `${run}.${epoch}`,
      [VERSION]: wanted.version,
    };
    try {
      await api.ask('patch secrets', () =>
        api.core.patchNamespacedSecret({
          name,
          namespace,
          fieldManager: FIELD_MANAGER,
          body: { metadata: { resourceVersion, annotations }, data },
        }),
      );
      return true;
    } catch (error) {
      const isConflict =
        error instanceof ApiProblem && error.kind === 'conflict';
      if (!isConflict || tries === MAX_TRIES) throw error;
    }
    await delay(Math.min(20 * 2 ** tries, 500));
  }
}

function dataOf({ value, keys }: SecretToWrite): Record<string, string> {
  const fields =
    keys ?? Object.fromEntries(value.fieldNames.map(name => [name, name]));
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      if (!value.fieldNames.includes(field))
        throw new MisconfiguredError(
          `The value has no field "${field}"`,
          `Name one of its fields: ${value.fieldNames.join(', ')}`,
        );
      return [key, Buffer.from(value.reveal(field)).toString('base64')];
    }),
  );
}

function refuseForeign(secret: V1Secret, { name }: SecretToWrite): void {
  if (secret.metadata?.labels?.[WRITTEN.label] !== WRITTEN.value)
    throw new MisconfiguredError(
      `The Secret ${name} is not labelled as one that Keyturn may write`,
      `Label it ${WRITTEN.label}=${WRITTEN.value}`,
    );
}

function refuseOlder(secret: V1Secret, fence: Fence): void {
  const kept = /^(\d+)\.(\d+)$/.exec(
    secret.metadata?.annotations?.[FENCE] ?? '',
  );
  if (
    kept &&
    isNewerFence({ run: Number(kept[1]), epoch: Number(kept[2]) }, fence)
  )
    throw new FencedError('A newer worker has written this Secret');
}

function isWritten(
  secret: V1Secret,
  { version }: SecretToWrite,
  data: Record<string, string>,
): boolean {
  return (
    secret.metadata?.annotations?.[VERSION] === version &&
    Object.entries(data).every(([key, text]) => secret.data?.[key] === text)
  );
}
