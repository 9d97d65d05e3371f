import {
  accountName,
  MisconfiguredError,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EndpointProbe,
  type IssuedRotator,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { loginOf } from './InMemoryTarget';

const OWNER = 'payments_a';

/** A target with one account that takes any of some credentials: a stand-in for the engine's tests. */
abstract class InMemoryAccount {
  readonly usage = 'none';
  readonly fencing = 'deadline';
  /** What the account accepts, oldest first. */
  readonly accepted: string[];
  /** Since when the kept value could be read, as revoke was told. */
  keptSince: Date | undefined;
  /** The values to refuse, as revoke was told. */
  readonly toldToRefuse: Array<string | undefined> = [];

  constructor(original: SecretValue) {
    this.accepted = [original.reveal('password')];
  }

  parseOptions(): object {
    return {};
  }

  /** Further names of the account, as a certificate has. */
  alsoNamed: readonly string[] = [];

  accounts(): AccountName[] {
    return [OWNER, ...this.alsoNamed].map(accountName);
  }

  chooseAccounts(_: object, current: SecretValue | undefined): RunAccounts {
    const account = accountName(OWNER);
    if (!current) return { new: account };
    if (current.public('username') !== OWNER) {
      throw new MisconfiguredError('Another account', `Use ${OWNER}`);
    }
    return { old: account, new: account };
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [];
  }

  accepts(value: SecretValue): boolean {
    return this.accepted.includes(value.reveal('password'));
  }

  async probe({ value }: { value: SecretValue }): Promise<EndpointProbe[]> {
    const answer = this.accepts(value) ? 'accepted' : 'rejected';
    return [{ endpoint: 'endpoint 1 of 1', answer }];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async revoke({
    keep,
    refuse,
    keptSince,
  }: {
    keep: SecretValue;
    refuse?: SecretValue;
    keptSince?: Date;
  }) {
    this.keptSince = keptSince;
    this.toldToRefuse.push(refuse?.reveal('password'));
    this.accepted.splice(0, Infinity, keep.reveal('password'));
    return { endedSessions: 0 };
  }
}

/** One password at a time. */
export class InMemorySingleSlot
  extends InMemoryAccount
  implements ChosenRotator<object>
{
  readonly issues = 'chosen';
  readonly overlap = 'single';
  #made = 0;

  generate(): SecretValue {
    this.#made += 1;
    return loginOf(OWNER, `single-${this.#made}`);
  }

  async activate({ value }: { value: SecretValue }): Promise<void> {
    this.accepted.splice(0, Infinity, value.reveal('password'));
  }
}

/** Makes the credentials itself, and has room for two. */
export class InMemoryIssuer
  extends InMemoryAccount
  implements IssuedRotator<object>
{
  readonly issues = 'issued';
  readonly overlap = 'dual';
  issued = 0;
  /** Whether answers get lost on their way back. */
  losesAnswers = 0;

  async issue({ known }: { known: readonly SecretValue[] }) {
    const held = known.map(value => value.reveal('password'));
    const kept = this.accepted.filter(each => held.includes(each));
    this.accepted.splice(0, Infinity, ...kept);
    if (kept.length >= 2) {
      throw new MisconfiguredError('There is no room', 'Remove a key');
    }
    this.issued += 1;
    const password = `issued-${this.issued}`;
    this.accepted.push(password);
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      throw new Error('The answer was lost');
    }
    return loginOf(OWNER, password);
  }

  async activate(): Promise<void> {}
}
