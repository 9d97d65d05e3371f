import {
  accountOfName,
  parseOwnName,
  type OwnName,
  MisconfiguredError,
  outlineOf,
  SecretValue,
  UnavailableError,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretField,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { OpaqueSettings } from './settings';
import { draw } from './shape';

/**
 * Makes random values that their consumers share: a webhook's secret, a key of a session cookie. There is no target
 * besides the consumers: they learn the value from the store, and what they attest is all that can be known.
 * @internal
 */
export class OpaqueRotator implements ChosenRotator<OwnName> {
  readonly issues = 'chosen';
  readonly usage = 'none';
  readonly probing = 'none';
  readonly fencing = 'deadline';
  readonly overlap: 'dual' | 'single';
  readonly #settings: OpaqueSettings;

  constructor(settings: OpaqueSettings) {
    this.#settings = settings;
    this.overlap = settings.previousField === undefined ? 'single' : 'dual';
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

  async preflight({
    current,
  }: {
    current: SecretValue | undefined;
  }): Promise<PreflightCheck[]> {
    const { field } = this.#settings;
    const isThere = current === undefined || current.has(field);
    return [
      isThere
        ? {
            code: 'opaque.field',
            ok: true,
            message: `The value lies in the field ${field}`,
          }
        : {
            code: 'opaque.field',
            ok: false,
            message: `The current version has no field ${field}`,
            fix: 'Correct the key field of the rotator, so that consumers find the new value where they look',
          },
    ];
  }

  generate({ current }: { current: SecretValue | undefined }): SecretValue {
    const { field, previousField, fixed, shape } = this.#settings;
    const fields: Record<string, SecretField> = {};
    for (const name of current?.fieldNames ?? []) {
      if (current) {
        const shown = current.public(name);
        fields[name] = {
          value: shown ?? current.reveal(name),
          secret: shown === undefined,
        };
      }
    }
    for (const [name, value] of Object.entries(fixed))
      fields[name] = { value, secret: false };
    const value = draw(shape);
    fields[field] = { value, secret: true };
    if (previousField !== undefined) {
      fields[previousField] = {
        // Consumers find the field in the first version too, where it holds nothing that was used before.
        value: current?.has(field) ? current.reveal(field) : value,
        secret: true,
      };
    }
    return SecretValue.of(fields);
  }

  /** The next value's shape. Where consumers take two texts, a first value has a field more than the one before. */
  outline(input: { current: SecretValue | undefined }): ValueOutline {
    return outlineOf(this.generate(input));
  }

  /** Nothing is told to anybody but the consumers, who load it from the store. */
  async activate(
    { value }: { value: SecretValue },
    { signal }: WriteContext,
  ): Promise<void> {
    requireTime(signal);
    const { field } = this.#settings;
    if (!value.has(field)) {
      throw new MisconfiguredError(
        `The staged value has no field ${field}`,
        'Restore the rotator’s entry as it was when the run began',
      );
    }
  }

  /** Whoever loaded `keep` has nothing else, except for the text before it where consumers take both. */
  async revoke(
    { keep, refuse }: { keep: SecretValue; refuse?: SecretValue },
    { signal }: WriteContext,
  ): Promise<{ endedSessions: number; staysAccepted?: boolean }> {
    requireTime(signal);
    const { field, previousField } = this.#settings;
    const staysAccepted =
      previousField !== undefined &&
      keep.has(previousField) &&
      refuse !== undefined &&
      refuse.has(field) &&
      keep.reveal(previousField) === refuse.reveal(field);
    return { endedSessions: 0, staysAccepted };
  }

  async probe(): Promise<EndpointProbe[]> {
    return [];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}

/** @throws UnavailableError when the call's time is over: nobody waits for what it says */
function requireTime(signal: AbortSignal): void {
  if (signal.aborted) throw new UnavailableError('Its time was over');
}
