import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { OperatorText } from '../operatorText';
import type { VaultPkiSettings } from './settings';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

const answerShape = z.object({ data: z.unknown() });

/** Calls the API of Vault or OpenBao and turns its refusals into the errors of the contract. */
export class PkiEngine {
  readonly #settings: VaultPkiSettings;
  readonly #token: OperatorText;

  constructor(settings: VaultPkiSettings, token: OperatorText) {
    this.#settings = settings;
    this.#token = token;
  }

  /**
   * Writes to a path of the API, below `v1/`.
   * @param right - what one does there, after "may not"
   * @returns the answer's `data`
   */
  async write(
    path: string,
    body: object,
    right: string,
    context: EffectContext,
  ): Promise<unknown> {
    const token = await this.#token.read(context);
    const { status, bytes } = await this.#send(
      path,
      { method: 'POST', token, body: JSON.stringify(body) },
      context,
    );
    if (status === 403) {
      throw new PermissionDeniedError(
        `The token may not ${right}, or is not valid any more`,
        `Add to the token's policy: path "${path}" { capabilities = ["update"] }`,
      );
    }
    if (status === 400 || status === 404) {
      throw new MisconfiguredError(
        `The PKI engine does not ${right} as it is asked to`,
        `Look whether ${
          this.#settings.key
        }.mount and role exist, and whether the role allows the names, the kind of key and the lifetime`,
      );
    }
    if (status === 204) return undefined;
    const read =
      status === 200
        ? answerShape.safeParse(parse(bytes.toString('utf8')))
        : undefined;
    if (!read?.success) {
      throw new UnavailableError('The PKI engine gave an unknown answer');
    }
    return read.data.data;
  }

  /** What anybody may read at a path, `undefined` where it cannot be had now. */
  async readOpenly(
    path: string,
    context: EffectContext,
  ): Promise<Uint8Array | undefined> {
    const { status, bytes } = await this.#send(
      path,
      { method: 'GET' },
      context,
    );
    return status === 200 ? bytes : undefined;
  }

  async #send(
    path: string,
    question: { method: 'GET' | 'POST'; token?: string; body?: string },
    { signal }: EffectContext,
  ): Promise<{ status: number; bytes: Buffer }> {
    const { address, namespace, ca } = this.#settings;
    const agent = new Agent({ connect: { ca, timeout: TIMEOUT_MS } });
    try {
      // It follows no redirect, so that the token goes to no other host.
      const response = await request(`${address}/v1/${path}`, {
        dispatcher: agent,
        method: question.method,
        body: question.body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'user-agent': 'keyturn',
          'x-vault-request': 'true',
          ...(question.token && { 'x-vault-token': question.token }),
          ...(namespace && { 'x-vault-namespace': namespace }),
        },
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) throw new Error('Too long');
        chunks.push(chunk);
      }
      return { status: response.statusCode, bytes: Buffer.concat(chunks) };
    } catch {
      // The network's own words name the host.
      throw new UnavailableError('The PKI engine does not answer');
    } finally {
      await agent.destroy();
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an unknown answer
  }
}
