import {
  MisconfiguredError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { runCommand, type CommandResult } from './runCommand';
import type { CommandPattern } from './settings/commandPattern';
import type { ExecConsumerSettings } from './settings/readExecConsumerSettings';

/** The portal's own environment holds credentials: commands start from this one. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** Runs the commands of an entry for one consumer, within the time of one effect. @internal */
export class InstanceCommandRunner {
  readonly timeoutMs: number;

  constructor(
    private readonly settings: ExecConsumerSettings,
    readonly consumer: ConsumerEntity,
    readonly signal: AbortSignal,
  ) {
    this.timeoutMs = settings.timeoutMs;
  }

  /**
   * Runs a command to its end.
   * @param name - its key in the entry
   * @param variables - what it is told besides its arguments; no value
   * @throws MisconfiguredError when there is no such program
   */
  async run(
    pattern: CommandPattern,
    name: 'reload' | 'health' | 'attest',
    variables: Readonly<Record<string, string>>,
  ): Promise<CommandResult> {
    const { key, environment } = this.settings;
    const result = await runCommand(
      {
        program: pattern.program,
        args: pattern.expand(this.consumer),
        env: {
          ...ENVIRONMENT,
          ...environment,
          KEYTURN_CONSUMER: this.consumer.entityRef,
          ...variables,
        },
      },
      this,
    );
    if (result.kind === 'not-started') {
      throw new MisconfiguredError(
        `The program of ${key}.${name} cannot be started`,
        `Install it on every machine that runs the portal, and let the portal's user execute it`,
      );
    }
    return result;
  }
}
