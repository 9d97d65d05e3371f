import {
  accountName,
  FencedError,
  isNewerFence,
  outlineOf,
  UnavailableError,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type IssuedRotator,
  type PreflightCheck,
  type ProbeAnswer,
  type Renewal,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { VaultClient } from '../client/VaultClient';
import { VaultConnection } from '../client/VaultConnection';
import { Session } from '../login/Session';
import { appRoleIdsIn, valueOfAppRole } from './appRoleFields';
import { inspectAppRole } from './inspectAppRole';
import { parseAppRoleOptions, type AppRoleOptions } from './options';
import { SecretIds, type ListedSecretId } from './SecretIds';
import type { AppRoleRotatorSettings } from './settings';
import { tryLogin } from './tryLogin';

/** No id and no accessor of the server is longer. */
const LONGEST_TEXT = 128;
const RENEW_AFTER = 2 / 3;

/**
 * Rotates the secret id of an AppRole: a second one beside the first, which is then destroyed. What Keyturn had issued
 * carries the run and the epoch in its metadata; nothing else is ever taken for left over.
 * @internal
 */
export class AppRoleRotator implements IssuedRotator<AppRoleOptions> {
  readonly issues = 'issued';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';

  readonly #mount: string;
  readonly #connection: VaultConnection;
  readonly #session: Session;
  readonly #client: VaultClient;
  readonly #secretIds: SecretIds;

  constructor(settings: AppRoleRotatorSettings) {
    this.#mount = settings.mount;
    this.#connection = new VaultConnection(settings);
    this.#session = new Session(this.#connection, settings.login);
    this.#client = new VaultClient(this.#connection, this.#session);
    this.#secretIds = new SecretIds(this.#client, settings.mount);
  }

  /** Keeps the rotator's token alive while no rotation needs it. */
  async keepAlive(context: EffectContext): Promise<void> {
    await this.#session.keepAlive(context);
  }

  parseOptions(options: unknown): AppRoleOptions {
    return parseAppRoleOptions(options);
  }

  accounts({ role }: AppRoleOptions): AccountName[] {
    return [accountName(role)];
  }

  chooseAccounts(
    { role }: AppRoleOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const account = accountName(role);
    if (!current) return { new: account };
    appRoleIdsIn(current);
    return { old: account, new: account };
  }

  outline({ current }: { current: SecretValue | undefined }): ValueOutline {
    const text = '0'.repeat(LONGEST_TEXT);
    const longest = { roleId: text, secretId: text, accessor: text };
    return outlineOf(valueOfAppRole(longest, current));
  }

  async preflight(
    input: {
      options: AppRoleOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { options, current } = input;
    return inspectAppRole(
      {
        role: options.role,
        mount: this.#mount,
        current,
        client: this.#client,
        session: this.#session,
        secretIds: this.#secretIds,
        answerTo: value => this.#answer(value, context),
      },
      context,
    );
  }

  async probe(
    { value }: { options: AppRoleOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const answer = await this.#answer(value, context);
    return [{ endpoint: 'endpoint 1 of 1', answer }];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  /** A role may give its secret ids a life. */
  async renewal(
    { options, value }: { options: AppRoleOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<Renewal | undefined> {
    const { accessor } = appRoleIdsIn(value);
    const found = (await this.#secretIds.list(options.role, context)).find(
      each => each.accessor === accessor,
    );
    if (!found?.endsAt) return undefined;
    const from = found.createdAt.getTime();
    const life = found.endsAt.getTime() - from;
    return {
      at: new Date(from + life * RENEW_AFTER),
      because: 'two thirds of the life of the secret id are over then',
    };
  }

  async issue(
    input: {
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
    },
    context: WriteContext,
  ): Promise<SecretValue> {
    const { account: role, current, known } = input;
    const { fence } = context;
    const ours = new Set(
      [...known, ...(current ? [current] : [])].flatMap(value =>
        value.has('accessor') ? [value.reveal('accessor')] : [],
      ),
    );
    const listed = await this.#listFor(role, context);
    const left = listed.filter(
      ({ accessor, madeBy }) =>
        madeBy?.run === fence.run && !ours.has(accessor),
    );
    for (const { accessor } of left) {
      await this.#secretIds.destroy(role, accessor, context);
    }
    const roleId = await this.#secretIds.roleId(role, context);
    const issued = await this.#secretIds.issue(role, fence, context);
    return valueOfAppRole({ roleId, ...issued }, current);
  }

  /** Nothing has to be done: the server accepts a secret id from the moment on at which it issues it. */
  async activate(
    { value }: { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    appRoleIdsIn(value);
    if ((await this.#answer(value, context)) !== 'accepted') {
      throw new UnavailableError(
        'The secrets manager does not accept the new secret id now',
      );
    }
  }

  async revoke(
    input: {
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { account: role, keep, refuse } = input;
    const kept = appRoleIdsIn(keep).accessor;
    const gone = refuse && appRoleIdsIn(refuse).accessor;
    const listed = await this.#listFor(role, context);
    const ended = listed.filter(
      ({ accessor, madeBy }) =>
        accessor !== kept &&
        (gone === undefined ? madeBy !== undefined : accessor === gone),
    );
    for (const { accessor } of ended) {
      await this.#secretIds.destroy(role, accessor, context);
    }
    return { endedSessions: 0 };
  }

  /** @throws FencedError when what the role has was made by a newer worker of this run, or by a newer run */
  async #listFor(
    role: string,
    context: WriteContext,
  ): Promise<ListedSecretId[]> {
    const listed = await this.#secretIds.list(role, context);
    const isLate = listed.some(
      ({ madeBy }) => madeBy && isNewerFence(madeBy, context.fence),
    );
    if (isLate)
      throw new FencedError('A newer worker or run has had a secret id issued');
    return listed;
  }

  #answer(value: SecretValue, context: EffectContext): Promise<ProbeAnswer> {
    if (!value.has('roleId') || !value.has('secretId')) {
      return Promise.resolve('unknown');
    }
    return tryLogin(
      this.#connection,
      {
        mount: this.#mount,
        roleId: value.reveal('roleId'),
        secretId: value.reveal('secretId'),
      },
      context,
    );
  }
}
