import {
  readAnswerTimeout,
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** Which services consumers of some catalog namespaces may have. @internal */
export interface Allowance {
  readonly namespaces: readonly string[];
  /** Names, in which `*` stands for any signs. */
  readonly services: readonly string[];
}

/** One checked entry of `secretRotation.consumers` of kind `cloud-run`. @internal */
export interface CloudRunConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly project: string;
  readonly region: string;
  /** Keyturn's own credentials file; without it application-default credentials. */
  readonly keyFile?: string;
  /** Where to call in place of Google's own address. */
  readonly endpoint?: string;
  /** Patterns of names; without them the consumer's annotation names its services. */
  readonly services?: readonly string[];
  readonly allow: readonly Allowance[];
  /** How a service refers to the secret of a path, with `{path}`. None: it reads the store by itself. */
  readonly references: readonly string[];
  /** Whether traffic that the owner pinned to a revision may be moved to the revision that replaces it. */
  readonly movePinned: boolean;
  readonly timeoutMs: number;
}

const names = z.array(z.string().min(1)).min(1);
const PATH = '{path}';

const entry = z.object({
  project: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  region: z.string().regex(/^[a-z]+(-[a-z]+)+\d+$/),
  auth: z.strictObject({ keyFile: z.string().min(1).optional() }).default({}),
  endpoint: z
    .string()
    .regex(
      /^(https:\/\/[a-z0-9.-]+|http:\/\/(127\.0\.0\.1|localhost):\d{1,5})$/,
    )
    .optional(),
  services: z
    .array(z.string().regex(/^[a-z0-9-]*\{name\}[a-z0-9-]*$/))
    .min(1)
    .optional(),
  allow: z
    .array(
      z.strictObject({
        namespaces: names,
        services: z.array(z.string().regex(/^[a-z0-9*-]{1,49}$/)).min(1),
      }),
    )
    .min(1),
  references: z.array(z.string().includes(PATH)).optional(),
  movePinned: z.boolean().default(false),
});

const FIXES: Record<string, string> = {
  project: "Name the id of the services' project, for example payments-prod",
  region: 'Name the region of the services, for example europe-west3',
  auth: 'Give auth.keyFile, the path of a key file, or remove it for application-default credentials',
  endpoint:
    'Give an https URL without a path, or remove the key: the address of Google is known',
  services: "List patterns that hold {name}, for example ['{name}-api']",
  allow:
    "List which services consumers may have: [{ namespaces: [default], services: ['payments-*'] }]",
  references:
    "List how services refer to a secret, for example ['{path}'], or [] if they read the store by themselves",
  movePinned: 'Write true or false',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readCloudRunConsumerSettings(
  settings: AdapterSettings,
): CloudRunConsumerSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const { auth, references, ...checked } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  return {
    ...checked,
    key,
    keyFile: auth.keyFile,
    references: references ?? [
      PATH,
      `projects/${checked.project}/secrets/${PATH}`,
    ],
    timeoutMs: readAnswerTimeout(settings.config, key),
  };
}
