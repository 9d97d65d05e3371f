import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { GoogleAuth } from 'google-auth-library';
import { z } from 'zod';
import type { ServiceAccountSettings } from '../settings';
import { AbsentError, asAdapterError } from './failures';
import { googleFetch } from './googleFetch';

const BASE = 'https://iam.googleapis.com/v1/projects/-/serviceAccounts';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const TIMEOUT_MS = 10_000;

/** What a rotation needs, behind `iam.serviceAccountKeys.`. @internal */
export const RIGHTS = ['list', 'create', 'disable', 'delete'] as const;

/** A key as Google lists it. @internal */
export interface ListedKey {
  readonly id: string;
  readonly createdAt: Date;
}

const listAnswer = z.object({
  keys: z
    .array(
      z.object({
        name: z.string(),
        validAfterTime: z.coerce.date(),
      }),
    )
    .default([]),
});
const createAnswer = z.object({ privateKeyData: z.string() });
const rightsAnswer = z.object({
  permissions: z.array(z.string()).default([]),
});

/** The keys of service accounts. Throws the errors of the contract alone. @internal */
export class ServiceAccountKeys {
  readonly #auth: GoogleAuth;

  constructor({ keyFile, standIn }: ServiceAccountSettings) {
    this.#auth = new GoogleAuth({
      keyFilename: keyFile,
      scopes: [SCOPE],
      clientOptions: {
        transporterOptions: { fetchImplementation: googleFetch(standIn) },
      },
    });
  }

  /** The keys that people and programs made; Google has further ones of its own. */
  async list(account: string, context: EffectContext): Promise<ListedKey[]> {
    const answer = await this.#send('list', account, context, {
      method: 'GET',
      path: '/keys?keyTypes=USER_MANAGED',
    });
    return listAnswer.parse(answer).keys.map(({ name, validAfterTime }) => ({
      id: name.slice(name.lastIndexOf('/') + 1),
      createdAt: validAfterTime,
    }));
  }

  /** Makes a key. Sent once. @returns the text of its credentials file */
  async create(account: string, context: EffectContext): Promise<string> {
    const answer = await this.#send('create', account, context, {
      method: 'POST',
      path: '/keys',
      data: {
        privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE',
        keyAlgorithm: 'KEY_ALG_RSA_2048',
      },
    });
    const { privateKeyData } = createAnswer.parse(answer);
    return Buffer.from(privateKeyData, 'base64').toString('utf8');
  }

  /** Disabled first: if the second request fails, the key is refused and can still be given back. */
  async refuse(
    account: string,
    id: string,
    context: EffectContext,
  ): Promise<void> {
    const path = `/keys/${encodeURIComponent(id)}`;
    try {
      await this.#send('disable', account, context, {
        method: 'POST',
        path: `${path}:disable`,
        data: {},
      });
      await this.#send('delete', account, context, { method: 'DELETE', path });
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
    }
  }

  /** The rights that are missing on an account. Asking changes nothing. */
  async missingRights(
    account: string,
    context: EffectContext,
  ): Promise<string[]> {
    const permissions = RIGHTS.map(right => `iam.serviceAccountKeys.${right}`);
    const answer = await this.#send('list', account, context, {
      method: 'POST',
      path: ':testIamPermissions',
      data: { permissions },
    });
    const granted = rightsAnswer.parse(answer).permissions;
    return permissions.filter(each => !granted.includes(each));
  }

  async #send(
    method: (typeof RIGHTS)[number],
    account: string,
    { signal }: EffectContext,
    request: { method: 'GET' | 'POST' | 'DELETE'; path: string; data?: object },
  ): Promise<unknown> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      return await Promise.race([
        this.#ask(account, inTime, request),
        rejectWhenAborted(inTime),
      ]);
    } catch (error) {
      throw asAdapterError(error, method, account);
    }
  }

  async #ask(
    account: string,
    signal: AbortSignal,
    {
      path,
      ...request
    }: { method: 'GET' | 'POST' | 'DELETE'; path: string; data?: object },
  ): Promise<unknown> {
    const client = await this.#auth.getClient().catch(() => {
      throw new MisconfiguredError(
        'There are no Google credentials for the rotator',
        'Give auth.keyFile, or application-default credentials to the portal',
      );
    });
    const { data } = await client.request<unknown>({
      ...request,
      url: `${BASE}/${encodeURIComponent(account)}${path}`,
      signal,
      // A second try of a request whose answer was lost would make a second key.
      retry: request.method === 'GET',
    });
    return data;
  }
}

/** Credentials are fetched without the signal, so that a silent server of theirs would hold the request up for good. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(new UnavailableError('Google did not answer in time'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
