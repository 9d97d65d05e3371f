import type { AttestationRequest } from './createAttestationHandler';

/** What a reload names. @public */
export interface ToldVersion {
  /** The path in the store. */
  readonly path: string;
  /** The store's id of the version that is current now. */
  readonly version: string;
}

const LONGEST_BODY = 4 * 1024;

/** Reads the message of a reload, `undefined` when it is none. @internal */
export async function readTold(
  request: AttestationRequest,
): Promise<ToldVersion | undefined> {
  const body = request.readableEnded ? request.body : await readJson(request);
  if (typeof body !== 'object' || body === null) return undefined;
  const { path, version } = body as Partial<Record<string, unknown>>;
  return typeof path === 'string' && typeof version === 'string'
    ? { path, version }
    : undefined;
}

async function readJson(request: AttestationRequest): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LONGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined; // answered with 400
  }
}
