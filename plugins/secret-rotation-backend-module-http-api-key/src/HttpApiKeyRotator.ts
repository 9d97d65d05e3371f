import {
  accountName,
  MisconfiguredError,
  pauseByClock,
  UnavailableError,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type IssuedRotator,
  type Pause,
  type PreflightCheck,
  type ProbeAnswer,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { inspectKeys } from './inspectKeys';
import { keyIdIn, valueOfKey } from './keyFields';
import { parseApiKeyOptions, type ApiKeyOptions } from './options';
import { ApiKeyProvider } from './provider/ApiKeyProvider';
import { madeFor, orphansOf } from './provider/ProviderKey';
import { ProviderClient } from './provider/ProviderClient';
import type { HttpApiKeySettings } from './settings';

const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;

/** What a rotator may be given besides its settings. @internal */
export interface HttpApiKeyRotatorOptions {
  /** Default: by the clock of the process. */
  readonly pause?: Pause;
  /** Default: the clock of the process. */
  readonly now?: () => number;
}

/**
 * Rotates keys of a provider whose API the operator describes. The provider makes each key and lets two be valid at
 * once. A key carries the run that made it in its label, or is known by its age and by never having been used.
 * @internal
 */
export class HttpApiKeyRotator implements IssuedRotator<ApiKeyOptions> {
  readonly issues = 'issued';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';

  readonly #settings: HttpApiKeySettings;
  readonly #provider: ApiKeyProvider;
  readonly #pause: Pause;
  readonly #now: () => number;

  constructor(
    settings: HttpApiKeySettings,
    { pause = pauseByClock, now = Date.now }: HttpApiKeyRotatorOptions = {},
  ) {
    const { origin, guard, timeoutMs, api, admin } = settings;
    const client = new ProviderClient({ origin, guard, timeoutMs, pause });
    this.#settings = settings;
    this.#provider = new ApiKeyProvider({ api, client, admin, now });
    this.#pause = pause;
    this.#now = now;
  }

  parseOptions(options: unknown): ApiKeyOptions {
    return parseApiKeyOptions(options);
  }

  accounts({ account }: ApiKeyOptions): AccountName[] {
    return [accountName(account)];
  }

  chooseAccounts(
    { account }: ApiKeyOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const owner = accountName(account);
    if (!current) return { new: owner };
    keyIdIn(current, account, this.#settings.fields);
    return { old: owner, new: owner };
  }

  async preflight(
    {
      options: { account },
      current,
    }: {
      options: ApiKeyOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { fields, maxKeys } = this.#settings;
    return inspectKeys({
      list: () => this.#provider.list(account, context),
      tryRight: () => this.#provider.tryRight(account, context),
      current: current && {
        id: keyIdIn(current, account, fields),
        test: () => this.#answers(account, current, context),
      },
      account,
      maxKeys,
    });
  }

  async probe(
    { options, value }: { options: ApiKeyOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const answers = await this.#answers(options.account, value, context);
    return answers.map((answer, index) => ({
      endpoint: `endpoint ${index + 1} of ${answers.length}`,
      answer,
    }));
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async issue(
    input: {
      options: ApiKeyOptions;
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<SecretValue> {
    const { account, current, known, since } = input;
    const { fields, maxKeys, api } = this.#settings;
    const keys = await this.#provider.list(account, context);
    const ids = new Set(
      [...known, ...(current ? [current] : [])].flatMap(value =>
        value.has(fields.id) ? [value.reveal(fields.id)] : [],
      ),
    );
    const { run } = context.fence;
    const orphans = orphansOf(keys, {
      ...{ account, run, since },
      known: ids,
      labels: api.labels,
    });
    for (const { id } of orphans) {
      await this.#provider.revoke(account, id, context);
    }
    if (maxKeys !== undefined && keys.length - orphans.length >= maxKeys) {
      throw new MisconfiguredError(
        `${account} has ${
          keys.length - orphans.length
        } keys, and the provider allows ${maxKeys}. None of them is surely left over`,
        'Find out which key nobody uses and remove it at the provider, then recheck',
      );
    }
    const issued = await this.#provider.create(account, context);
    return valueOfKey(issued, account, fields, current);
  }

  /** The provider has accepted the key when it made it; here we wait until that has reached all of the provider. */
  async activate(
    {
      options: { account },
      value,
    }: { options: ApiKeyOptions; accounts: RunAccounts; value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    keyIdIn(value, account, this.#settings.fields);
    await this.#until('accepted', account, value, context);
  }

  async revoke(
    input: {
      options: ApiKeyOptions;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { account, keep, refuse } = input;
    const { fields } = this.#settings;
    const kept = keyIdIn(keep, account, fields);
    const named = refuse && keyIdIn(refuse, account, fields);
    const keys = await this.#provider.list(account, context);
    const ids = new Set([
      ...(named === undefined ? [] : [named]),
      ...this.#othersToRefuse(account, keys, kept, named, context),
    ]);
    ids.delete(kept);
    for (const id of ids) {
      await this.#provider.revoke(account, id, context);
    }
    if (refuse && named !== kept) {
      await this.#until('rejected', account, refuse, context);
    }
    return { endedSessions: 0 };
  }

  /** Besides the key that is named: what this run left behind. Where none is named: each of ours but the one that stays. */
  #othersToRefuse(
    account: string,
    keys: Awaited<ReturnType<ApiKeyProvider['list']>>,
    kept: string,
    named: string | undefined,
    { fence }: WriteContext,
  ): string[] {
    const { labels } = this.#settings.api;
    if (named !== undefined) {
      const known = new Set([kept, named]);
      const { run } = fence;
      return orphansOf(keys, { account, run, known, labels }).map(k => k.id);
    }
    if (keys.some(({ label }) => label === undefined)) {
      throw new MisconfiguredError(
        `Which key of ${account} is to be refused cannot be told: the store does not have it any more, and the provider's keys carry no label`,
        'Revoke every key of the account but the current one at the provider, then recheck',
      );
    }
    return madeFor(account, keys, labels).map(({ id }) => id);
  }

  async #answers(
    account: string,
    value: SecretValue,
    context: EffectContext,
  ): Promise<ProbeAnswer[]> {
    const { fields, api } = this.#settings;
    if (!value.has(fields.id) || !value.has(fields.key)) {
      return api.test.origins.map(() => 'unknown');
    }
    const key = { id: value.reveal(fields.id), key: value.reveal(fields.key) };
    return this.#provider.test(account, key, context);
  }

  /**
   * Asks until every endpoint gives an answer, because a provider of several machines is of one mind only after a while.
   * @throws UnavailableError when they do not within the time that the operator allows
   */
  async #until(
    wanted: ProbeAnswer,
    account: string,
    value: SecretValue,
    context: EffectContext,
  ): Promise<void> {
    const end = this.#now() + this.#settings.settleMs;
    for (
      let pause = FIRST_POLL_MS;
      ;
      pause = Math.min(pause * 2, LONGEST_POLL_MS)
    ) {
      const answers = await this.#answers(account, value, context);
      if (answers.every(answer => answer === wanted)) return;
      if (context.signal.aborted || this.#now() + pause > end) {
        throw new UnavailableError(
          wanted === 'accepted'
            ? 'The provider does not accept the new key everywhere yet'
            : 'The provider does not refuse the revoked key everywhere yet',
        );
      }
      await this.#pause(pause, context.signal);
    }
  }
}
