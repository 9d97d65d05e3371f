import { z } from 'zod';
import {
  readDataKeys,
  seal,
  unseal,
  UnknownKeyError,
  type DataKeys,
} from '../../../dataKeys';
import type { DataKeysServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

const shape = z.object({
  records: z.array(
    z.object({ id: z.string(), kid: z.string(), sealed: z.string() }),
  ),
});

type KeptRecord = z.infer<typeof shape>['records'][number];

const ANSWER_MS = 5_000;

/** Reads every record of a service with the keys of a value, and encrypts anew what is under the replaced one. */
export const dataKeysClient: TargetClient<DataKeysServiceTarget> = {
  secretField: 'keySet',
  connect: async ({ url }, { keySet }) => {
    const keys = readDataKeys(keySet);
    return {
      query: async () => {
        const response = await fetch(url, {
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        const { records } = shape.parse(await response.json());
        for (const record of records) await use(url, keys, record);
      },
      close: async () => undefined,
    };
  },
  failureOf: error =>
    error instanceof UnknownKeyError ? 'refused' : 'unknown',
};

async function use(
  url: string,
  keys: DataKeys,
  record: KeptRecord,
): Promise<void> {
  const text = unseal(keys, record);
  if (record.kid !== keys.previous) return;
  // Somebody else may have done so meanwhile: then this one is not taken.
  const response = await fetch(`${url}/${record.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...seal(keys, text), seen: record.kid }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await response.body?.cancel();
}
