import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
  type ProbeAnswer,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  AdminCredential,
  AdminCredentialSource,
} from '../adminCredential';
import type { RequestTemplate } from '../description/RequestTemplate';
import type { Selection } from '../description/Selection';
import type { Lookup } from '../description/Template';
import type { IssuedKey } from '../keyFields';
import type { ProviderClient } from './ProviderClient';
import { readKeys, textOf, type ListSelections, type Pages } from './KeyList';
import type { KeyLabels } from './KeyLabels';
import type { ProviderKey } from './ProviderKey';

/** No key is longer. @internal */
const MAX_KEY_LENGTH = 16 * 1024;
const DAY_MS = 86_400_000;

/** What the operator says of a provider's API. @internal */
export interface ApiDescription {
  readonly create: {
    readonly request: RequestTemplate;
    readonly id: Selection;
    readonly key: Selection;
  };
  readonly list: {
    readonly request: RequestTemplate;
    readonly selections: ListSelections;
    readonly pages?: Pages;
  };
  readonly test: {
    readonly request: RequestTemplate;
    readonly origins: readonly string[];
    readonly accepted: readonly number[];
    readonly rejected: readonly number[];
  };
  readonly revoke: {
    readonly request: RequestTemplate;
    readonly gone: readonly number[];
    /** An id that no key has. */
    readonly absentId?: string;
  };
  /** Tries the administrator's credential, where the operator says how. */
  readonly check?: RequestTemplate;
  readonly labels: KeyLabels;
  readonly lifetimeDays: number;
}

/** Makes, lists, tries and revokes keys by the operator's description. @internal */
export class ApiKeyProvider {
  readonly #api: ApiDescription;
  readonly #client: ProviderClient;
  readonly #admin: AdminCredential;
  readonly #now: () => number;

  constructor(options: {
    api: ApiDescription;
    client: ProviderClient;
    admin: AdminCredentialSource;
    now: () => number;
  }) {
    this.#api = options.api;
    this.#client = options.client;
    this.#admin = options.admin(context => this.#logIn(context));
    this.#now = options.now;
  }

  /** Every key that the provider lists for an account. */
  async list(account: string, context: EffectContext): Promise<ProviderKey[]> {
    const { request, selections, pages } = this.#api.list;
    const lookup = await this.#asAdmin({ account }, context);
    return readKeys(
      query =>
        this.#client.act('list', request.fill(lookup, query), context.signal),
      selections,
      pages,
    );
  }

  /**
   * Makes a key. Sent once: whether a request without an answer made one is for the next look at the list.
   * @throws MisconfiguredError when the answer is not as described; the key then exists and is an orphan
   */
  async create(account: string, context: WriteContext): Promise<IssuedKey> {
    const { create, labels, lifetimeDays } = this.#api;
    const expires = new Date(this.#now() + lifetimeDays * DAY_MS);
    const lookup = await this.#asAdmin(
      {
        account,
        label: labels.of(account, context.fence),
        expiresOn: expires.toISOString().slice(0, 10),
      },
      context,
    );
    const request = create.request.fill(lookup);
    const answer = await this.#client.act('create', request, context.signal);
    const id = textOf(await create.id(answer));
    const key = await create.key(answer);
    if (
      id === undefined ||
      typeof key !== 'string' ||
      key.length === 0 ||
      key.length > MAX_KEY_LENGTH
    ) {
      throw new MisconfiguredError(
        'The answer to create has no id or no key where create.id and create.key point to',
        "Compare create.id and create.key of the rotator entry with the provider's documentation",
      );
    }
    return { id, key };
  }

  /** Makes the provider refuse a key. One that is gone already is success. */
  async revoke(account: string, id: string, context: EffectContext) {
    const { request, gone } = this.#api.revoke;
    const lookup = await this.#asAdmin({ account, id }, context);
    const filled = request.fill(lookup);
    await this.#client.act('revoke', filled, context.signal, gone);
  }

  /**
   * Tries the right to revoke on an id that no key has, where the operator names one: nothing changes.
   * @returns whether there is such an id
   * @throws PermissionDeniedError when the right is missing
   */
  async tryRight(account: string, context: EffectContext): Promise<boolean> {
    const { absentId } = this.#api.revoke;
    if (absentId === undefined) return false;
    await this.revoke(account, absentId, context);
    return true;
  }

  /** Tries a key at every origin. Never throws. */
  async test(
    account: string,
    { id, key }: IssuedKey,
    { signal }: EffectContext,
  ): Promise<ProbeAnswer[]> {
    const { request, origins, accepted, rejected } = this.#api.test;
    return Promise.all(
      origins.map(async (origin): Promise<ProbeAnswer> => {
        try {
          const filled = request.fill(lookupIn({ account, id, key }));
          const result = await this.#client.ask(origin, filled, signal);
          if (result.kind !== 'answered') return 'unknown';
          if (accepted.includes(result.status)) return 'accepted';
          return rejected.includes(result.status) ? 'rejected' : 'unknown';
        } catch {
          return 'unknown'; // a value that cannot be sent says nothing of the provider
        }
      }),
    );
  }

  async #logIn(context: EffectContext): Promise<void> {
    const lookup = await this.#asAdmin({}, context);
    const filled = this.#api.check?.fill(lookup);
    if (filled) await this.#client.act('check', filled, context.signal);
  }

  async #asAdmin(
    texts: Readonly<Record<string, string>>,
    context: EffectContext,
  ): Promise<Lookup> {
    if (context.signal.aborted) {
      throw new UnavailableError('The time is over; nothing was sent');
    }
    const admin = await this.#admin.read(context);
    const own = lookupIn(texts);
    return name => {
      if (!name.startsWith('admin.')) return own(name);
      const field = name.slice('admin.'.length);
      if (!admin.has(field)) {
        throw new MisconfiguredError(
          `The administrator's credential has no field ${field}`,
          'Correct the name behind {admin. in the rotator entry, or add the field to the credential',
        );
      }
      return admin.reveal(field);
    };
  }
}

function lookupIn(texts: Readonly<Record<string, string>>): Lookup {
  return name => texts[name] ?? '';
}
