import {
  accountOfName,
  parseOwnName,
  type AccountName,
  type CredentialSession,
  type EndpointProbe,
  type ManualRotator,
  type ManualTask,
  type OwnName,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { commandFor, linkFor } from './filledIn';
import type { ManualSettings } from './settings';

/**
 * Asks people to change what has no API, in the operator's words. It sees no value.
 * @internal
 */
export class PeopleRotator implements ManualRotator<OwnName> {
  readonly issues = 'manual';
  readonly usage = 'none';
  readonly probing = 'none';
  readonly overlap: 'dual' | 'single';
  readonly field: string | undefined;
  readonly #settings: ManualSettings;

  constructor(settings: ManualSettings) {
    this.#settings = settings;
    this.overlap = settings.overlap;
    this.field = settings.field;
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

  async preflight(): Promise<PreflightCheck[]> {
    return [
      {
        code: 'manual.tasks',
        ok: true,
        message: 'A person is asked to make the new value and to write it',
      },
    ];
  }

  task(input: {
    options: OwnName;
    path: string;
    step: 'activate' | 'revoke';
  }): ManualTask {
    const { assignee, tasks } = this.#settings;
    const { title, instructions, command, link } = tasks[input.step];
    const subject = { path: input.path, name: input.options.name };
    return {
      title,
      instructions,
      command: command && commandFor(command, subject),
      link: link && linkFor(link, subject),
      assignee,
    };
  }

  async probe(): Promise<EndpointProbe[]> {
    return [];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}
