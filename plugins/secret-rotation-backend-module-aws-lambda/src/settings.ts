import {
  readAnswerTimeout,
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** Which functions consumers of some catalog namespaces may have. @internal */
export interface Allowance {
  readonly namespaces: readonly string[];
  /** Names, in which `*` stands for any signs. */
  readonly functions: readonly string[];
}

/** Where a function's configuration carries the version. @internal */
export type MarkSettings =
  | { readonly environment: string }
  | { readonly description: string };

/** What a function is asked, and where in its answer the version stands. @internal */
export interface ProbeSettings {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly version: string;
}

/** One checked entry of `secretRotation.consumers` of kind `aws-lambda`. @internal */
export interface LambdaConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly region: string;
  /** Chooses the credentials; without it they are those of the main account. */
  readonly accountId?: string;
  /** Where to call in place of the region's own address. */
  readonly endpoint?: string;
  /** Patterns of names; without them the consumer's annotation names its functions. */
  readonly functions?: readonly string[];
  /** Through which the functions are called; without it callers name no version. */
  readonly alias?: string;
  readonly allow: readonly Allowance[];
  readonly mark: MarkSettings;
  readonly probe?: ProbeSettings;
  readonly timeoutMs: number;
}

const names = z.array(z.string().min(1)).min(1);

const entry = z.object({
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  functions: z
    .array(z.string().regex(/^[A-Za-z0-9_-]*\{name\}[A-Za-z0-9_-]*$/))
    .min(1)
    .optional(),
  alias: z
    .string()
    .regex(/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/)
    .optional(),
  allow: z
    .array(
      z.strictObject({
        namespaces: names,
        functions: z.array(z.string().regex(/^[A-Za-z0-9_*-]{1,64}$/)).min(1),
      }),
    )
    .min(1),
  mark: z
    .union([
      z.strictObject({
        environment: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*(\{path\})?$/),
      }),
      z.strictObject({ description: z.string().regex(/^[a-z][a-z0-9-]*$/) }),
    ])
    .default({ environment: 'KEYTURN_VERSION_{path}' }),
  probe: z
    .strictObject({
      payload: z.record(z.string(), z.unknown()),
      version: z.string().regex(/^[^.]+(\.[^.]+)*$/),
    })
    .optional(),
});

const FIXES: Record<string, string> = {
  region: 'Name the region of the functions, for example eu-central-1',
  accountId: "Write the account's twelve digits in quotes, or remove the key",
  endpoint:
    'Give an http or https URL, or remove the key: the address of the region is known',
  functions: "List patterns that hold {name}, for example ['{name}-api']",
  alias: 'Name the alias through which the functions are called, or remove it',
  allow:
    "List which functions consumers may have: [{ namespaces: [default], functions: ['payments-*'] }]",
  mark: 'Write { environment: KEYTURN_VERSION_{path} } or { description: keyturn }',
  probe:
    "Write { payload: { attest: '{path}' }, version: version }: what the function is asked, and the field of its answer",
};

/**
 * Reads and checks one entry of `secretRotation.consumers`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readLambdaConsumerSettings(
  settings: AdapterSettings,
): LambdaConsumerSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const given = readSettings(entry, settings.config.get(), key, FIXES);
  return {
    ...given,
    key,
    timeoutMs: readAnswerTimeout(settings.config, key),
  };
}
