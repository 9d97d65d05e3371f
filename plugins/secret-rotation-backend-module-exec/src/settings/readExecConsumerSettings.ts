import {
  MisconfiguredError,
  readSettings,
  SecretValue,
  parseAddressPattern,
  readAnswerTimeout,
  type AdapterSettings,
  type AddressPattern,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import {
  commandWords,
  parseCommandPattern,
  type CommandPattern,
} from './commandPattern';
import {
  readConsumerAllowance,
  type ConsumerAllowance,
} from './consumerAllowance';

const MAX_INSTANCES = 32;
const INSTANCE = '{instance}';

/** How one instance is reloaded and asked. @internal */
export interface InstanceCommands {
  readonly reload: CommandPattern;
  readonly health: CommandPattern;
  readonly attest:
    | { readonly by: 'command'; readonly command: CommandPattern }
    | {
        readonly by: 'url';
        readonly url: AddressPattern;
        readonly token?: SecretValue;
      };
}

/** One checked entry of `secretRotation.consumers` of kind `exec`. @internal */
export interface ExecConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly mayName: ConsumerAllowance;
  readonly instances: readonly InstanceCommands[];
  readonly environment: Readonly<Record<string, string>>;
  /** How long one command may take. */
  readonly timeoutMs: number;
  /** What a reload does, for the plan. */
  readonly effect: string;
}

const entry = z.object({
  entities: z.array(z.string()).min(1),
  reloadCommand: commandWords,
  healthCommand: commandWords,
  attestCommand: commandWords.optional(),
  attest: z.string().min(1).optional(),
  instances: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:@_-]{0,252}$/))
    .min(1)
    .max(MAX_INSTANCES)
    .optional(),
  // Visible ASCII: anything else could end the header early.
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .optional(),
  environment: z
    .record(
      z.string().regex(/^(?!KEYTURN_)[A-Za-z_][A-Za-z0-9_]*$/),
      z.string().regex(/^[^\0]*$/),
    )
    .default({}),
  effect: z.string().min(1).max(200).default('is reloaded by a command'),
});

const COMMAND =
  'Write a list: the absolute path of a program and its arguments';
const FIXES: Record<string, string> = {
  entities: 'List the entity refs of the consumers that may name this entry',
  reloadCommand: COMMAND,
  healthCommand: COMMAND,
  attestCommand: COMMAND,
  attest: 'Write the URL of the attestation, or attestCommand in its place',
  instances: `List 1 to ${MAX_INSTANCES} names of letters, digits, dots, colons, @, hyphens and underscores`,
  token: 'Give the bearer token without spaces',
  environment:
    'Write names of variables, none of them KEYTURN_…, and their texts',
  effect: 'Describe in at most 200 characters what a reload does',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readExecConsumerSettings(
  settings: AdapterSettings,
): ExecConsumerSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const { entities, instances, environment, effect, ...words } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  if (instances && instances.length > 1) requireInstance(words, key);
  return {
    key,
    mayName: readConsumerAllowance(entities, `${key}.entities`),
    instances: (instances ?? [undefined]).map(instance =>
      readInstance(words, instance, key),
    ),
    environment,
    timeoutMs: readAnswerTimeout(settings.config, key),
    effect,
  };
}

type Words = Pick<
  z.infer<typeof entry>,
  'reloadCommand' | 'healthCommand' | 'attestCommand' | 'attest' | 'token'
>;

function readInstance(
  { reloadCommand, healthCommand, attestCommand, attest, token }: Words,
  instance: string | undefined,
  key: string,
): InstanceCommands {
  // The operator's own text. An entity can put nothing in its place.
  const named = (text: string) =>
    instance === undefined ? text : text.replaceAll(INSTANCE, instance);
  const command = (words: readonly string[], name: string) =>
    parseCommandPattern(
      [words[0], ...words.slice(1).map(named)],
      `${key}.${name}`,
    );
  const commands = {
    reload: command(reloadCommand, 'reloadCommand'),
    health: command(healthCommand, 'healthCommand'),
  };
  if ((attest === undefined) === (attestCommand === undefined)) {
    throw new MisconfiguredError(
      `${key}.attest and ${key}.attestCommand are both set, or neither is`,
      `Keep one of them: the URL of the attestation, or the command that prints it`,
    );
  }
  if (attest !== undefined) {
    const url = parseAddressPattern(named(attest), `${key}.attest`);
    const secret = token === undefined ? undefined : SecretValue.text(token);
    return { ...commands, attest: { by: 'url', url, token: secret } };
  }
  if (token !== undefined) {
    throw new MisconfiguredError(
      `${key}.token is set, and no command gets it`,
      `Remove ${key}.token, or write ${key}.attest with a URL`,
    );
  }
  return {
    ...commands,
    attest: {
      by: 'command',
      command: command(attestCommand ?? [], 'attestCommand'),
    },
  };
}

/** One command for all instances would speak for one and be counted for each. */
function requireInstance(words: Words, key: string): void {
  for (const name of [
    'reloadCommand',
    'healthCommand',
    'attestCommand',
    'attest',
  ] as const) {
    const given = words[name];
    if (
      given !== undefined &&
      ![given].flat().some(word => word.includes(INSTANCE))
    ) {
      throw new MisconfiguredError(
        `${key}.${name} is the same for every instance`,
        `Let ${key}.${name} hold ${INSTANCE}`,
      );
    }
  }
}
