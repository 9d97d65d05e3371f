import {
  GetCallerIdentityCommand,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type {
  EffectContext,
  ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { AccessKey } from '../accessKeyFields';

const TIMEOUT_MS = 5_000;

/** How AWS says that it does not take a key, whatever it is used for. */
const REFUSALS = ['InvalidClientTokenId', 'UnrecognizedClient'];

const failure = z.object({ name: z.string(), message: z.string().catch('') });

/** Tries access keys by asking AWS whose they are: that needs no right and changes nothing. @internal */
export class CallerIdentity {
  readonly #regions: readonly string[];
  readonly #endpoint?: string;

  constructor(options: {
    regions: readonly string[];
    endpoint: string | undefined;
  }) {
    this.#regions = options.regions;
    this.#endpoint = options.endpoint;
  }

  /** Asks in every region, each with a client of its own. Never throws; without a key nothing can be told. */
  async probe(
    key: AccessKey | undefined,
    context: EffectContext,
  ): Promise<ProbeAnswer[]> {
    return Promise.all(
      this.#regions.map(region =>
        key
          ? this.#ask({ region, endpoint: this.#endpoint }, key, context)
          : 'unknown',
      ),
    );
  }

  async #ask(
    settings: STSClientConfig,
    { id, secret }: AccessKey,
    { signal }: EffectContext,
  ): Promise<ProbeAnswer> {
    const client = new STSClient({
      ...settings,
      credentials: { accessKeyId: id, secretAccessKey: secret },
      maxAttempts: 2,
    });
    try {
      await client.send(new GetCallerIdentityCommand({}), {
        abortSignal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      return 'accepted';
    } catch (error) {
      return isRefusal(error) ? 'rejected' : 'unknown';
    } finally {
      client.destroy();
    }
  }
}

/** A signature is also refused when a clock is wrong: that says nothing of the key. */
function isRefusal(error: unknown): boolean {
  const read = failure.safeParse(error).data;
  const name = read?.name.replace(/Exception$/, '');
  if (read === undefined || name === undefined) return false;
  return (
    REFUSALS.includes(name) ||
    (name === 'SignatureDoesNotMatch' &&
      !/expired|not yet current/i.test(read.message))
  );
}
