import {
  accountName,
  alternateUsers,
  MisconfiguredError,
  readAlternatingUsers,
  type AccountName,
  type CredentialSession,
  type DelegatedRotator,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { DEFAULT_PATIENCE, type Patience } from './connection';
import { FreshLogins } from './FreshLogins';
import { isLoginName } from './loginName';
import { checkAcceptance } from './preflight/acceptance';
import type { DelegatedRotatorSettings } from './settings';

/** `spec.rotation.options`: the login, or the two that the manager lets take turns. @internal */
export interface DelegatedLoginOptions {
  readonly users: readonly [string] | readonly [string, string];
}

const oneLogin = z.strictObject({
  users: z.tuple([z.string().refine(isLoginName)]),
});

/**
 * Watches PostgreSQL logins whose passwords the secrets manager changes. It has no administrator: it logs in with the
 * values of the secret, as consumers do, and does nothing else.
 * @internal
 */
export class DelegatedLoginRotator
  implements DelegatedRotator<DelegatedLoginOptions>
{
  readonly issues = 'delegated';
  readonly overlap: 'dual' | 'single';
  readonly usage = 'none';
  readonly #logins: FreshLogins;

  constructor(
    settings: DelegatedRotatorSettings,
    patience: Patience = DEFAULT_PATIENCE,
  ) {
    this.overlap = settings.overlap;
    this.#logins = new FreshLogins(settings, patience);
  }

  parseOptions(options: unknown): DelegatedLoginOptions {
    if (this.overlap === 'dual') {
      return readAlternatingUsers(options, { isUsable: isLoginName });
    }
    const read = oneLogin.safeParse(options);
    if (!read.success) {
      throw new MisconfiguredError(
        'options.users is not the one login that the secrets manager rotates',
        'Name it, for example options: { users: [payments] }; where two take turns, the rotator needs overlap: dual',
      );
    }
    return read.data;
  }

  accounts({ users }: DelegatedLoginOptions): AccountName[] {
    return users.map(accountName);
  }

  chooseAccounts(
    { users }: DelegatedLoginOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    if (!current) {
      throw new MisconfiguredError(
        'The secrets manager holds no value yet',
        'Let it make the first one, then start the rotation',
      );
    }
    const [first, second] = users;
    if (second !== undefined) {
      return alternateUsers({ users: [first, second] }, current);
    }
    if (!current.has('username') || current.reveal('username') !== first) {
      throw new MisconfiguredError(
        'The current value does not belong to the login in options.users',
        'Name the login that the secrets manager rotates',
      );
    }
    return { old: accountName(first), new: accountName(first) };
  }

  async preflight(
    { current }: { current: SecretValue | undefined },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    return current ? checkAcceptance(current, this.#logins, signal) : [];
  }

  async probe(
    { value }: { value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#logins.probe(value, signal);
  }

  /** Without an administrator nobody tells. */
  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}
