import {
  accountName,
  type CredentialSession,
  type EndpointProbe,
  type ManualRotator,
  type ManualTask,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * A partner's portal that only a person can change, for the engine's tests: a stand-in of which the tests are the
 * person. With `probing` it can be asked what it accepts.
 */
export class InMemoryPartner implements ManualRotator<null> {
  readonly issues = 'manual';
  readonly usage = 'none';
  overlap: 'dual' | 'single' = 'dual';
  probing: 'logins' | 'none' = 'none';
  /** What the operator has people type; without it what the store says. */
  command?: string;
  assignee: string | undefined = 'user:default/ana';
  /** What it accepts. */
  readonly accepted: SecretValue[] = [];

  parseOptions(): null {
    return null;
  }

  accounts() {
    return [accountName('partner')];
  }

  chooseAccounts(_: null, current: SecretValue | undefined): RunAccounts {
    const account = accountName('partner');
    return current ? { old: account, new: account } : { new: account };
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [];
  }

  task({ step }: { step: string }): ManualTask {
    return {
      title: step === 'activate' ? 'Make a new key' : 'Delete the old key',
      instructions: 'In the partner’s portal',
      command: this.command,
      assignee: this.assignee,
    };
  }

  async probe({ value }: { value: SecretValue }): Promise<EndpointProbe[]> {
    const isAccepted = this.accepted.some(one => one.equals(value));
    return [
      {
        endpoint: 'endpoint 1 of 1',
        answer: isAccepted ? 'accepted' : 'rejected',
      },
    ];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}
