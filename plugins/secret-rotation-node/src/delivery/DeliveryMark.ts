import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Fence } from '../contracts/fence';
import { storeVersionId, type StoreVersionId } from '../contracts/SecretStore';

/**
 * What an adapter notes beside a value that it delivered, where the provider keeps nothing but the value: which version
 * it is, and who wrote it. It holds no part of a value.
 * @public
 */
export interface DeliveryMark {
  /** Digest of the store's path, so that readers of the mark do not learn it. */
  readonly path: string;
  /** The version that is delivered, or about to be. */
  readonly version: StoreVersionId;
  /** Who delivers it. */
  readonly fence: Fence;
  /** Since when the provider has it, by the provider's clock; absent while the write is under way. */
  readonly since?: Date;
}

const shape = z.object({
  keyturn: z.literal(1),
  path: z.string().regex(/^[0-9a-f]{16}$/),
  version: z.string().min(1).max(128),
  fence: z.string().regex(/^\d{1,15}\.\d{1,15}$/),
  since: z.iso.datetime().optional(),
});

/** The digest of a store's path as a mark holds it. @public */
export function pathDigest(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

/** Writes a mark as text, short enough for a provider's description of 255 characters. Pure. @public */
export function formatDeliveryMark(mark: DeliveryMark): string {
  const { path, version, fence, since } = mark;
  return JSON.stringify({
    keyturn: 1,
    path,
    version,
    fence: `${fence.run}.${fence.epoch}`,
    since: since?.toISOString(),
  });
}

/** Reads a mark; `undefined` when the text is none. Pure. @public */
export function parseDeliveryMark(
  text: string | null | undefined,
): DeliveryMark | undefined {
  const read = shape.safeParse(parseJson(text ?? ''));
  if (!read.success) return undefined;
  const { path, version, fence, since } = read.data;
  const [run, epoch] = fence.split('.').map(Number);
  return {
    path,
    version: storeVersionId(version),
    fence: { run, epoch },
    since: since === undefined ? undefined : new Date(since),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is not JSON is no mark
  }
}
