import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  MisconfiguredError,
  readAnswerTimeout,
  readRequestAddress,
  readSettings,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** A workflow whose run after the delivery shows that the version is in use. @internal */
export interface AttestingWorkflow {
  /** File name, for example `deploy.yml`. */
  readonly workflow: string;
  readonly branch?: string;
}

/** One secret of GitHub, and which paths of the store are delivered into it. @internal */
export interface SecretRule {
  /** Where the rule stands in app-config, for messages. */
  readonly key: string;
  readonly paths: readonly string[];
  readonly name: string;
  /** The field of the value; absent for its only secret one. */
  readonly field?: string;
  /** The secret belongs to this environment of the repository. */
  readonly environment?: string;
  /** The secret belongs to this organization; counts for its repositories alone. */
  readonly organization?: string;
  readonly attest?: AttestingWorkflow;
}

/** Which repositories consumers of some catalog namespaces may name. @internal */
export interface Allowance {
  readonly namespaces: readonly string[];
  readonly repositories: readonly string[];
}

/** One checked entry of `secretRotation.consumers` of kind `github-actions`. @internal */
export interface GitHubActionsSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly host: string;
  /** Scheme, host and port of the API. */
  readonly origin: string;
  /** Path of the API without a slash at the end; empty on github.com. */
  readonly basePath: string;
  readonly credentials: GithubCredentialsProvider;
  /** In place of the portal's credential; wrapped, so that printing the settings shows nothing. */
  readonly token?: SecretValue;
  readonly secrets: readonly SecretRule[];
  readonly allow: readonly Allowance[];
  readonly timeoutMs: number;
}

const names = z.array(z.string().min(1)).min(1);
const label = z.string().min(1).max(255);

const entry = z.object({
  host: z.string().min(1).default('github.com'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .optional(),
  secrets: z
    .array(
      z
        .strictObject({
          paths: names,
          // As GitHub takes names; ours for the mark is 8 characters longer.
          name: z.string().regex(/^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,199}$/i),
          field: label.optional(),
          environment: label.optional(),
          organization: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/)
            .optional(),
          attest: z
            .strictObject({
              workflow: z.string().regex(/^[\w.-]+\.ya?ml$/),
              branch: label.optional(),
            })
            .optional(),
        })
        .refine(each => !each.environment || !each.organization),
    )
    .min(1),
  allow: z
    .array(z.strictObject({ namespaces: names, repositories: names }))
    .min(1),
  plainHttp: z.boolean().default(false),
});

const FIXES: Record<string, string> = {
  host: 'Name the host of one of integrations.github',
  token: 'Give a token, for example ${KEYTURN_GITHUB_TOKEN}, without spaces',
  secrets:
    'List what is delivered where: [{ paths: [payments/*], name: DB_PASSWORD }], each with at most one of environment and organization',
  allow:
    'List which repositories consumers may name: [{ namespaces: [default], repositories: [acme/*] }]',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readGitHubActionsSettings(
  settings: AdapterSettings,
  integrations: ScmIntegrationRegistry,
): GitHubActionsSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const { host, token, secrets, allow, plainHttp } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  const apiBaseUrl = integrations.github.byHost(host)?.config.apiBaseUrl;
  if (apiBaseUrl === undefined)
    throw new MisconfiguredError(
      `${key}.host is not one of integrations.github`,
      FIXES.host,
    );
  const { origin, target } = readRequestAddress(
    apiBaseUrl,
    'integrations.github.apiBaseUrl',
    plainHttp,
  );
  return {
    key,
    host,
    origin,
    basePath: target.replace(/\/$/, ''),
    token: token === undefined ? undefined : SecretValue.text(token),
    credentials:
      DefaultGithubCredentialsProvider.fromIntegrations(integrations),
    secrets: secrets.map((rule, index) => ({
      ...rule,
      key: `${key}.secrets[${index}]`,
    })),
    allow,
    timeoutMs: readAnswerTimeout(settings.config, key),
  };
}
