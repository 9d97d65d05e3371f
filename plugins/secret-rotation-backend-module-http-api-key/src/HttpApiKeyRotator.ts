import {
  accountName,
  MisconfiguredError,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type IssuedRotator,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { KeyAcceptance, PROCESS_CLOCK, type Clock } from './KeyAcceptance';
import { inspectKeys } from './inspectKeys';
import { keyIdIn, valueOfKey } from './keyFields';
import { parseApiKeyOptions, type ApiKeyOptions } from './options';
import { ApiKeyProvider } from './provider/ApiKeyProvider';
import { othersToRefuse } from './provider/othersToRefuse';
import { orphansOf } from './provider/ProviderKey';
import { ProviderClient } from './provider/ProviderClient';
import type { HttpApiKeySettings } from './settings';

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
  readonly #acceptance: KeyAcceptance;

  constructor(settings: HttpApiKeySettings, clock: Clock = PROCESS_CLOCK) {
    const { pause, now } = clock;
    const { origin, guard, timeoutMs, api, admin } = settings;
    const client = new ProviderClient({ origin, guard, timeoutMs, pause });
    this.#settings = settings;
    this.#provider = new ApiKeyProvider({ api, client, admin, now });
    this.#acceptance = new KeyAcceptance(settings, this.#provider, clock);
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
        test: () => this.#acceptance.answers(account, current, context),
      },
      account,
      maxKeys,
    });
  }

  async probe(
    { options, value }: { options: ApiKeyOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const answers = await this.#acceptance.answers(
      options.account,
      value,
      context,
    );
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
    await this.#acceptance.until('accepted', account, value, context);
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
    const { fields, api } = this.#settings;
    const { labels } = api;
    const { run } = context.fence;
    const kept = keyIdIn(keep, account, fields);
    const named = refuse && keyIdIn(refuse, account, fields);
    const keys = await this.#provider.list(account, context);
    const ids = new Set([
      ...(named === undefined ? [] : [named]),
      ...othersToRefuse(keys, { account, kept, named, run, labels }),
    ]);
    ids.delete(kept);
    for (const id of ids) {
      await this.#provider.revoke(account, id, context);
    }
    if (refuse && named !== kept) {
      await this.#acceptance.until('rejected', account, refuse, context);
    }
    return { endedSessions: 0 };
  }
}
