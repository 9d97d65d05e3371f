import {
  accountOfName,
  MisconfiguredError,
  parseOwnName,
  SecretValue,
  UnavailableError,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type OwnName,
  type PreflightCheck,
  type RunAccounts,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Counterpart } from './Counterpart';
import { generateKey, type KeyShape } from './keys/generateKey';
import { canServe } from './keys/abilities';
import { keyOf, parseKeySet, type KeySet } from './keys/KeySet';
import { firstKeySet, successor } from './keys/succession';

/** One checked entry of `secretRotation.rotators` of kind `keyset`. @internal */
export interface KeySetSettings {
  /** What new keys are. */
  readonly shape: KeyShape;
  /** The field of the value that holds the key set. */
  readonly field: string;
  readonly counterpart: Counterpart;
}

/**
 * Replaces keys that sign or encrypt. Every version knows three: the one in use, the one after it, which everybody
 * knows beforehand, and the one before it, whose work is still good. Consumers learn them from the store alone.
 * @internal
 */
export class KeySetRotator implements ChosenRotator<OwnName> {
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';
  readonly probing: 'logins' | 'none';
  readonly #settings: KeySetSettings;

  constructor(settings: KeySetSettings) {
    this.#settings = settings;
    this.probing = settings.counterpart.probing;
  }

  parseOptions(options: unknown): OwnName {
    return parseOwnName(options);
  }

  accounts(options: OwnName): AccountName[] {
    return [accountOfName(options)];
  }

  chooseAccounts(
    options: OwnName,
    current: SecretValue | undefined,
  ): RunAccounts {
    const account = accountOfName(options);
    return current ? { old: account, new: account } : { new: account };
  }

  graceAfterUse(): number {
    return this.#settings.counterpart.graceMs;
  }

  async preflight(
    { current }: { current: SecretValue | undefined },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { field, shape, counterpart } = this.#settings;
    const set = current && this.#setIn(current);
    if (current && !(set && canServe(set, shape.algorithm))) {
      return [
        {
          code: 'keyset.value',
          ok: false,
          message: `The field ${field} of the current version is no set of keys for ${shape.algorithm} or the like`,
          fix: `Write the key that is in use to the field ${field}, as { "keys": [<private JWK>], "current": "<its kid>" }. Another key in it is named as previous`,
        },
      ];
    }
    return [
      {
        code: 'keyset.value',
        ok: true,
        message: set?.next
          ? 'The next key is in the current version already, and takes over'
          : 'The new version makes the next key known. It takes over in the version after it',
      },
      ...(await counterpart.preflight(set, context)),
    ];
  }

  async generate({
    current,
  }: {
    current: SecretValue | undefined;
  }): Promise<SecretValue> {
    const { field, shape } = this.#settings;
    const fresh = await generateKey(shape);
    const set = current
      ? successor(this.#require(current), fresh)
      : firstKeySet(fresh, await generateKey(shape));
    return SecretValue.keeping(current, {
      [field]: { value: JSON.stringify(set), secret: true },
    });
  }

  async activate(
    {
      options,
      value,
    }: { options: OwnName; accounts: RunAccounts; value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    requireTime(context);
    const set = this.#require(value);
    await this.#settings.counterpart.beforeUse(options.name, set, context);
  }

  /**
   * What the replaced key made stays good, so that key goes with the version after this one. Its version need not wait:
   * the one that stays has the half that is still needed.
   */
  async revoke(
    {
      options,
      keep,
      refuse,
    }: {
      options: OwnName;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
    },
    context: WriteContext,
  ): ReturnType<ChosenRotator['revoke']> {
    requireTime(context);
    const kept = this.#require(keep);
    await this.#settings.counterpart.afterUse(options.name, kept, context);
    const refused = refuse && this.#setIn(refuse);
    // A version that cannot be read any more held the key before this one, if there is any.
    const replaced = refuse ? refused?.current : kept.previous;
    const staysAccepted = keyOf(kept, replaced) !== undefined;
    return { endedSessions: 0, staysAccepted, mayBeDestroyed: staysAccepted };
  }

  async probe(
    { value }: { value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const set = this.#setIn(value);
    if (set) return this.#settings.counterpart.probe(set, context);
    return this.probing === 'none'
      ? []
      : [{ endpoint: 'the key set', answer: 'unknown' }];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  #setIn(value: SecretValue): KeySet | undefined {
    const { field } = this.#settings;
    return value.has(field) ? parseKeySet(value.reveal(field)) : undefined;
  }

  #require(value: SecretValue): KeySet {
    const set = this.#setIn(value);
    if (set) return set;
    throw new MisconfiguredError(
      `The field ${this.#settings.field} is no key set`,
      'Restore the rotator’s entry, or what is in the store, as it was when the run began',
    );
  }
}

function requireTime({ signal }: EffectContext): void {
  if (signal.aborted)
    throw new UnavailableError('The time is over; nothing was sent');
}
