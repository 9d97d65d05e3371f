import {
  accountName,
  DriftError,
  FencedError,
  MisconfiguredError,
  SecretValue,
  type AccountName,
  type CredentialSession,
  type EndpointProbe,
  type Fence,
  type PreflightCheck,
  type ProbeAnswer,
  type ChosenRotator,
  type RunAccounts,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The options of the in-memory target. */
export interface TwoUsers {
  readonly users: readonly [string, string];
}

/** A target with two logins for the engine's tests: a stand-in that keeps the contract and counts its effects. */
export class InMemoryTarget implements ChosenRotator<TwoUsers> {
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'per-credential';
  readonly fencing = 'target';
  /** What each login accepts; a login without a password is refused. */
  readonly passwords = new Map<string, string>();
  readonly openSessions = new Map<string, number>();
  readonly journal: string[] = [];
  /** When set, every probe answers this. */
  answer: ProbeAnswer | undefined;
  failedChecks: PreflightCheck[] = [];
  /** Switched off where a proof must show what the fence is good for. */
  comparesFences = true;
  #fence: Fence = { run: 0, epoch: 0 };
  #counter = 0;

  parseOptions(options: unknown): TwoUsers {
    const users = (options as Partial<TwoUsers> | undefined)?.users;
    if (!Array.isArray(users) || users.length !== 2) {
      throw new MisconfiguredError(
        'options.users must name two logins',
        'Name two logins',
      );
    }
    return { users: [String(users[0]), String(users[1])] };
  }

  accounts(options: TwoUsers): AccountName[] {
    return options.users.map(accountName);
  }

  chooseAccounts(
    { users }: TwoUsers,
    current: SecretValue | undefined,
  ): RunAccounts {
    if (!current) return { new: accountName(users[0]) };
    const old = current.public('username');
    if (old === undefined || !users.includes(old)) {
      throw new MisconfiguredError(
        'The current login is none of options.users',
        'Correct options.users',
      );
    }
    return {
      old: accountName(old),
      new: accountName(users[0] === old ? users[1] : users[0]),
    };
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [
      { code: 'target', ok: true, message: 'The target may be changed' },
      ...this.failedChecks,
    ];
  }

  generate({ account }: { account: AccountName }): SecretValue {
    this.#counter += 1;
    return loginOf(account, `generated-password-${this.#counter}`);
  }

  async activate(
    { value }: { value: SecretValue },
    { fence }: WriteContext,
  ): Promise<void> {
    this.#pass(fence);
    this.journal.push(`activate ${value.public('username')}`);
    this.passwords.set(
      value.public('username') ?? '',
      value.reveal('password'),
    );
  }

  async probe({ value }: { value: SecretValue }): Promise<EndpointProbe[]> {
    const isAccepted = this.accepts(value);
    return [
      {
        endpoint: 'endpoint 1 of 1',
        answer: this.answer ?? (isAccepted ? 'accepted' : 'rejected'),
      },
    ];
  }

  async sessions({
    account,
  }: {
    account: AccountName;
  }): Promise<CredentialSession[]> {
    return Array.from(
      { length: this.openSessions.get(account) ?? 0 },
      (_, i) => ({ id: String(i) }),
    );
  }

  async revoke(
    { account, keep }: { account: AccountName; keep: SecretValue },
    { fence }: WriteContext,
  ): ReturnType<ChosenRotator['revoke']> {
    this.#pass(fence);
    if (keep.public('username') === account)
      throw new DriftError(`${account} is the login that stays`);
    this.journal.push(`revoke ${account}`);
    this.passwords.delete(account);
    const endedSessions = this.openSessions.get(account) ?? 0;
    this.openSessions.delete(account);
    return { endedSessions };
  }

  accepts(value: SecretValue): boolean {
    return (
      this.passwords.get(value.public('username') ?? '') ===
      value.reveal('password')
    );
  }

  #pass(fence: Fence): void {
    const isOlder =
      fence.run < this.#fence.run ||
      (fence.run === this.#fence.run && fence.epoch < this.#fence.epoch);
    if (isOlder && this.comparesFences)
      throw new FencedError('A newer worker has acted');
    this.#fence = fence;
  }
}

/** A login as a secret value. */
export function loginOf(username: string, password: string): SecretValue {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: password, secret: true },
  });
}
