import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  accountName,
  outlineOf,
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
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { accessKeyIn, valueOfAccessKey } from './accessKeyFields';
import { AccessKeys } from './client/AccessKeys';
import { CallerIdentity } from './client/CallerIdentity';
import { credentialsOf } from './client/credentials';
import { inspectAccessKeys } from './inspectAccessKeys';
import { makeRoom } from './makeRoom';
import { parseAccessKeyOptions, type AccessKeyOptions } from './options';
import type { AwsIamSettings } from './settings';

/** No id and no secret of AWS is longer. */
const LONGEST_TEXT = 128;

/**
 * Rotates the access key of an IAM user who belongs to one secret: a second key beside the first, then the first is
 * disabled and deleted. AWS keeps no mark at a key, so a key that was left behind is known by its age, by not being in
 * the store and by never having been used.
 * @internal
 */
export class AccessKeyRotator implements IssuedRotator<AccessKeyOptions> {
  readonly issues = 'issued';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';

  readonly #settings: AwsIamSettings;
  readonly #keys: AccessKeys;
  readonly #identity: CallerIdentity;

  constructor(options: {
    settings: AwsIamSettings;
    credentials: AwsCredentialsManager;
  }) {
    const { settings, credentials } = options;
    const { region, regions, endpoint, accountId } = settings;
    this.#settings = settings;
    this.#keys = new AccessKeys({
      region,
      endpoint,
      credentials: credentialsOf(credentials, accountId),
    });
    this.#identity = new CallerIdentity({ regions, endpoint });
  }

  parseOptions(options: unknown): AccessKeyOptions {
    return parseAccessKeyOptions(options);
  }

  accounts({ user }: AccessKeyOptions): AccountName[] {
    return [accountName(user)];
  }

  chooseAccounts(
    { user }: AccessKeyOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const account = accountName(user);
    if (!current) return { new: account };
    accessKeyIn(current, user, this.#settings.fields);
    return { old: account, new: account };
  }

  outline(input: {
    options: AccessKeyOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline {
    const text = '0'.repeat(LONGEST_TEXT);
    const key = { id: text, secret: text };
    const { account, current } = input;
    return outlineOf(
      valueOfAccessKey(key, account, this.#settings.fields, current),
    );
  }

  async preflight(
    input: {
      options: AccessKeyOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { current } = input;
    const { user } = input.options;
    return inspectAccessKeys(
      {
        user,
        current: current && accessKeyIn(current, user, this.#settings.fields),
        keys: this.#keys,
        identity: this.#identity,
      },
      context,
    );
  }

  async probe(
    { value }: { options: AccessKeyOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const answers = await this.#answers(value, context);
    return answers.map((answer, index) => ({
      endpoint: `region ${index + 1} of ${answers.length}`,
      answer,
    }));
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async issue(
    input: {
      options: AccessKeyOptions;
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<SecretValue> {
    const { account: user, current, known, since } = input;
    const { fields } = this.#settings;
    const ids = new Set(
      [...known, ...(current ? [current] : [])].flatMap(value =>
        value.has(fields.id) ? [value.reveal(fields.id)] : [],
      ),
    );
    await makeRoom(this.#keys, user, { known: ids, since }, context);
    const key = await this.#keys.create(user, context);
    return valueOfAccessKey(key, user, fields, current);
  }

  /** AWS knows a new key everywhere only after some seconds: until then the run waits and looks again. */
  async activate(
    input: {
      options: AccessKeyOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    const { options, value } = input;
    accessKeyIn(value, options.user, this.#settings.fields);
    const answers = await this.#answers(value, context);
    if (answers.some(answer => answer !== 'accepted')) {
      throw new UnavailableError(
        'AWS does not accept the new key everywhere yet',
      );
    }
  }

  async revoke(
    input: {
      options: AccessKeyOptions;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { account: user, keep, refuse } = input;
    const { fields } = this.#settings;
    const kept = accessKeyIn(keep, user, fields);
    const gone = refuse && accessKeyIn(refuse, user, fields);
    const keys = await this.#keys.list(user, context);
    // The user belongs to the secret: where the value is lost, the other key is the one.
    const ids = gone ? [gone.id] : keys.map(({ id }) => id);
    for (const id of ids.filter(each => each !== kept.id)) {
      if (keys.some(key => key.id === id)) {
        await this.#keys.refuse(user, id, context);
      }
    }
    return { endedSessions: 0 };
  }

  #answers(value: SecretValue, context: EffectContext): Promise<ProbeAnswer[]> {
    const { id, secret } = this.#settings.fields;
    return this.#identity.probe(
      value.has(id) && value.has(secret)
        ? { id: value.reveal(id), secret: value.reveal(secret) }
        : undefined,
      context,
    );
  }
}
