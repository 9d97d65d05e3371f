import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  MisconfiguredError,
  readAnswerTimeout,
  readRequestAddress,
  readSettings,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const names = z.array(z.string().min(1)).min(1);
const label = z.string().min(1).max(255);
const segment = '[A-Za-z0-9_][\\w.-]{0,254}';

const variable = z.strictObject({
  paths: names,
  name: z.string().regex(/^\w{1,255}$/),
  field: label.optional(),
  environment: label.default('*'),
  group: z
    .string()
    .regex(new RegExp(`^${segment}(/${segment}){0,20}$`))
    .optional(),
  masked: z.boolean().default(true),
  hidden: z.boolean().default(false),
  protected: z.boolean().optional(),
  type: z.enum(['env_var', 'file']).optional(),
  attest: z.strictObject({ job: label, branch: label }).optional(),
});

const entry = z.object({
  host: z.string().min(1).default('gitlab.com'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .optional(),
  variables: z
    .array(variable.refine(({ hidden, masked }) => masked || !hidden))
    .min(1),
  allow: z.array(z.strictObject({ namespaces: names, projects: names })).min(1),
  plainHttp: z.boolean().default(false),
});

/** One variable of GitLab, and which paths of the store are delivered into it. @internal */
export type VariableRule = Readonly<z.infer<typeof variable>> & {
  /** Where the rule stands in app-config, for messages. */
  readonly key: string;
};

/** A job whose success after the delivery shows that the version works. @internal */
export type AttestingJob = NonNullable<VariableRule['attest']>;

/** One checked entry of `secretRotation.consumers` of kind `gitlab-ci`. @internal */
export interface GitLabCiSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** Scheme, host and port of the API. */
  readonly origin: string;
  /** Path of the API without a slash at the end. */
  readonly basePath: string;
  /** Wrapped, so that printing the settings shows nothing. */
  readonly token: SecretValue;
  readonly variables: readonly VariableRule[];
  /** Which projects consumers of some catalog namespaces may name. */
  readonly allow: z.infer<typeof entry>['allow'];
  readonly timeoutMs: number;
}

const FIXES: Record<string, string> = {
  host: 'Name the host of one of integrations.gitlab',
  token:
    'Give a token, for example ${KEYTURN_GITLAB_TOKEN}, without spaces, or give integrations.gitlab one',
  variables:
    'List what is delivered where: [{ paths: [payments/*], name: DB_PASSWORD }]; what is hidden is masked',
  allow:
    'List which projects consumers may name: [{ namespaces: [default], projects: [acme/**] }]',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readGitLabCiSettings(
  settings: AdapterSettings,
  integrations: ScmIntegrationRegistry,
): GitLabCiSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const given = readSettings(entry, settings.config.get(), key, FIXES);
  const { host, variables, allow, plainHttp } = given;
  const integration = integrations.gitlab.byHost(host)?.config;
  if (!integration)
    throw new MisconfiguredError(
      `${key}.host is not one of integrations.gitlab`,
      FIXES.host,
    );
  const token = given.token ?? integration.token;
  if (token === undefined)
    throw new MisconfiguredError(`${key}.token is missing`, FIXES.token);
  const { origin, target } = readRequestAddress(
    integration.apiBaseUrl,
    'integrations.gitlab.apiBaseUrl',
    plainHttp,
  );
  return {
    key,
    origin,
    basePath: target.replace(/\/$/, ''),
    token: SecretValue.text(token),
    variables: variables.map((rule, index) => ({
      ...rule,
      key: `${key}.variables[${index}]`,
    })),
    allow,
    timeoutMs: readAnswerTimeout(settings.config, key),
  };
}
