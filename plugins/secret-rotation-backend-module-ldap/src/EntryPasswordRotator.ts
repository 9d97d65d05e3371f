import { randomBytes } from 'node:crypto';
import {
  DriftError,
  generatePassword,
  MisconfiguredError,
  nextLogin,
  PermissionDeniedError,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Administrator } from './Administrator';
import { DEFAULT_PATIENCE, type Patience } from './connection';
import { RIGHTS_FIX } from './directoryErrors';
import { FreshBinds } from './FreshBinds';
import {
  accountOf,
  bindsAs,
  chooseEntry,
  parseEntry,
  type EntryOptions,
} from './options';
import { inspectRotation } from './preflight';
import type { LdapRotatorSettings } from './settings';
import { isStoredFormOf, storedForm } from './storedPassword';
import { underFence } from './underFence';

/**
 * Rotates an entry of a directory by giving it a second `userPassword`: both are accepted until the first is deleted, by
 * its exact stored value.
 *
 * The directory hears hashes only, except by the binds that try a value. A mark in the entry, compared in the step that
 * changes it, refuses what an older run or epoch still tries.
 * @internal
 */
export class EntryPasswordRotator implements ChosenRotator<EntryOptions> {
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'target';

  readonly #settings: LdapRotatorSettings;
  readonly #administrator: Administrator;
  readonly #binds: FreshBinds;

  constructor(
    settings: LdapRotatorSettings,
    patience: Patience = DEFAULT_PATIENCE,
  ) {
    this.#settings = settings;
    this.#administrator = new Administrator(settings, patience);
    this.#binds = new FreshBinds(settings, patience);
  }

  parseOptions(options: unknown): EntryOptions {
    return parseEntry(options, this.#administrator.configuredDn);
  }

  accounts(options: EntryOptions): AccountName[] {
    return [accountOf(options)];
  }

  chooseAccounts(
    options: EntryOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    return chooseEntry(options, current);
  }

  async preflight(
    input: {
      options: EntryOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { markAttribute } = this.#settings;
    const probe = storedForm(
      generatePassword(this.#settings.passwords),
      this.#settings.hash,
      randomBytes,
    );
    return inspectRotation(
      { ...input, markAttribute, newStored: probe },
      this.#administrator,
      this.#binds,
      context,
    );
  }

  generate({
    options,
    current,
  }: {
    options: EntryOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    return nextLogin({
      current,
      password: generatePassword(this.#settings.passwords),
      first: { url: this.#settings.endpoints[0], dn: options.dn },
    });
  }

  async activate(
    input: { options: EntryOptions; accounts: RunAccounts; value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    const { options, value } = input;
    if (!bindsAs(value, options)) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${options.dn}`,
        'Cancel the run and start a new one',
      );
    }
    const password = value.reveal('password');
    if (password.includes('\0')) {
      throw new MisconfiguredError(
        'The password holds a NUL, which directories refuse in a bind',
        'Start a new run: Keyturn makes passwords without one',
      );
    }
    const add = storedForm(password, this.#settings.hash, randomBytes);
    await this.#change(options, context, stored =>
      stored.some(each => keeps(each, value)) ? {} : { add },
    );
  }

  async probe(
    { value }: { options: EntryOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#binds.probe(value, signal);
  }

  /** A directory does not tell who is bound. */
  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async revoke(
    input: {
      options: EntryOptions;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account, keep, refuse } = input;
    if (account !== accountOf(options) || !bindsAs(keep, options)) {
      throw new DriftError(
        `${account} is not the entry whose passwords this run may delete`,
      );
    }
    await this.#change(options, context, stored => {
      if (stored.length === 0) {
        throw new PermissionDeniedError(
          'The administrator does not see the passwords of the entry',
          RIGHTS_FIX,
        );
      }
      const others = stored.filter(each => !keeps(each, keep));
      if (others.length < stored.length) return { remove: others };
      // What stays is kept in a scheme that is not known here: then only what surely goes is deleted.
      if (!refuse) {
        throw new DriftError(
          'It cannot be told which of the stored passwords is the one that stays',
        );
      }
      return { remove: stored.filter(each => keeps(each, refuse)) };
    });
    return { endedSessions: 0 };
  }

  async #change(
    { dn }: EntryOptions,
    context: WriteContext,
    decide: (stored: readonly Buffer[]) => {
      add?: string;
      remove?: readonly Buffer[];
    },
  ): Promise<void> {
    await underFence(
      this.#administrator,
      dn,
      this.#settings.markAttribute,
      context,
      ({ stored }) => decide(stored),
    );
  }
}

function keeps(stored: Buffer, value: SecretValue): boolean {
  return isStoredFormOf(stored.toString('utf8'), value.reveal('password'));
}
