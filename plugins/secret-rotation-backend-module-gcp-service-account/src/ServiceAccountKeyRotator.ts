import {
  accountName,
  MisconfiguredError,
  UnavailableError,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type IssuedRotator,
  type PreflightCheck,
  type ProbeAnswer,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ServiceAccountKeys } from './client/ServiceAccountKeys';
import { TokenExchange } from './client/TokenExchange';
import { credentialIn, keyIdIn, valueOfFile } from './credentialsFile';
import { inspectKeys, MOST_KEYS } from './inspectKeys';
import {
  parseServiceAccountOptions,
  type ServiceAccountOptions,
} from './options';
import type { ServiceAccountSettings } from './settings';

/** Google writes the time of a key in whole seconds. */
const SECOND_MS = 1_000;

/**
 * Rotates the key of a service account: another key beside it, then the old one is disabled and deleted. Google keeps no
 * mark at a key and does not tell of its use, so a key that was left behind is known by its age and by not being in the
 * store.
 * @internal
 */
export class ServiceAccountKeyRotator
  implements IssuedRotator<ServiceAccountOptions>
{
  readonly issues = 'issued';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';

  readonly #keys: ServiceAccountKeys;
  readonly #exchange: TokenExchange;

  constructor(settings: ServiceAccountSettings) {
    this.#keys = new ServiceAccountKeys(settings);
    this.#exchange = new TokenExchange(settings.standIn);
  }

  parseOptions(options: unknown): ServiceAccountOptions {
    return parseServiceAccountOptions(options);
  }

  accounts({ account }: ServiceAccountOptions): AccountName[] {
    return [accountName(account)];
  }

  chooseAccounts(
    { account }: ServiceAccountOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const owner = accountName(account);
    if (!current) return { new: owner };
    keyIdIn(current, account);
    return { old: owner, new: owner };
  }

  async preflight(
    input: {
      options: ServiceAccountOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { current } = input;
    const { account } = input.options;
    return inspectKeys(
      {
        account,
        keys: this.#keys,
        current: current && {
          id: keyIdIn(current, account),
          probe: () => this.#answer(current, context),
        },
      },
      context,
    );
  }

  async probe(
    { value }: { options: ServiceAccountOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const answer = await this.#answer(value, context);
    return [{ endpoint: 'the token endpoint', answer }];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async issue(
    input: {
      options: ServiceAccountOptions;
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<SecretValue> {
    const { account, current, known, since } = input;
    const ids = new Set(
      [...known, ...(current ? [current] : [])].map(
        value => credentialIn(value)?.keyId,
      ),
    );
    const from = Math.floor(since.getTime() / SECOND_MS) * SECOND_MS;
    const keys = await this.#keys.list(account, context);
    const orphans = keys.filter(
      ({ id, createdAt }) => !ids.has(id) && createdAt.getTime() >= from,
    );
    for (const { id } of orphans) {
      await this.#keys.refuse(account, id, context);
    }
    const left = keys.length - orphans.length;
    if (left >= MOST_KEYS) {
      throw new MisconfiguredError(
        `${account} has ${left} keys, and Google allows ${MOST_KEYS}. None of them is surely left over`,
        'Find out which key nobody uses and delete it, then recheck',
      );
    }
    return valueOfFile(await this.#keys.create(account, context), current);
  }

  /** Google knows a new key everywhere only after a while: until then the run waits and looks again. */
  async activate(
    input: {
      options: ServiceAccountOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    keyIdIn(input.value, input.options.account);
    if ((await this.#answer(input.value, context)) !== 'accepted') {
      throw new UnavailableError('Google does not accept the new key yet');
    }
  }

  async revoke(
    input: {
      options: ServiceAccountOptions;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { account, keep, refuse } = input;
    const kept = keyIdIn(keep, account);
    if (!refuse) {
      throw new MisconfiguredError(
        `Which key of ${account} is to be refused cannot be told: the store does not have it any more, and Google keeps no mark at a key`,
        'Delete every key of the account that nobody uses, and keep the current one; then put the secret in order by a repair',
      );
    }
    const id = keyIdIn(refuse, account);
    const keys = await this.#keys.list(account, context);
    if (id !== kept && keys.some(key => key.id === id)) {
      await this.#keys.refuse(account, id, context);
    }
    return { endedSessions: 0 };
  }

  async #answer(
    value: SecretValue,
    context: EffectContext,
  ): Promise<ProbeAnswer> {
    const credential = credentialIn(value);
    return credential ? this.#exchange.probe(credential, context) : 'unknown';
  }
}
