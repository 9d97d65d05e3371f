import {
  accountOfName,
  parseOwnName,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type ManualRotator,
  type ManualTask,
  type OwnName,
  type PreflightCheck,
  type ProbeAnswer,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { commandFor, linkFor } from './filledIn';
import { HttpProbe } from './HttpProbe';
import type { ManualSettings } from './settings';

const CURRENT: Readonly<Record<ProbeAnswer, PreflightCheck>> = {
  accepted: {
    code: 'manual.current',
    ok: true,
    message: 'The current value is accepted',
  },
  rejected: {
    code: 'manual.current',
    ok: false,
    message: 'The current value is refused',
    fix: 'Start a repair, or correct the key probe of the rotator if consumers can use the value',
  },
  unknown: {
    code: 'manual.current',
    ok: false,
    message: 'Whether the current value is accepted cannot be told',
    fix: 'Check the keys probe and network of the rotator, and whether the value has the fields that probe names',
  },
};

/**
 * Asks people to change what has no API, in the operator's words. It sees no value, unless the operator says how
 * one can be tried.
 * @internal
 */
export class PeopleRotator implements ManualRotator<OwnName> {
  readonly issues = 'manual';
  readonly usage = 'none';
  readonly probing: 'logins' | 'none';
  readonly overlap: 'dual' | 'single';
  readonly field: string | undefined;
  readonly #settings: ManualSettings;
  readonly #probe: HttpProbe | undefined;

  constructor(settings: ManualSettings) {
    this.#settings = settings;
    this.overlap = settings.overlap;
    this.field = settings.field;
    this.#probe = settings.probe && new HttpProbe(settings.probe);
    this.probing = settings.probe ? 'logins' : 'none';
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

  async preflight(
    { current }: { current: SecretValue | undefined },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    const asked: PreflightCheck = {
      code: 'manual.tasks',
      ok: true,
      message: 'A person is asked to make the new value and to write it',
    };
    if (!current || !this.#probe) return [asked];
    const [{ answer }] = await this.#probe.ask(current, signal);
    return [asked, CURRENT[answer]];
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

  async probe(
    { value }: { value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#probe ? this.#probe.ask(value, signal) : [];
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}
