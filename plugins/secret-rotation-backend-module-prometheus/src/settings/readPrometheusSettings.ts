import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  MisconfiguredError,
  readAnswerTimeout,
  readRequestAddress,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { parseComparison, type Comparison } from '../query/comparison';
import { parseQueryPattern, type QueryPattern } from '../query/queryPattern';

/** One checked entry of `secretRotation.health` of kind `prometheus`. @internal */
export interface PrometheusSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path below which its API is, without a slash at the end. */
  readonly basePath: string;
  /** Wrapped, so that printing the settings shows nothing. */
  readonly authorization?: SecretValue;
  readonly query: QueryPattern;
  readonly healthyWhen: Comparison;
  readonly staleAfterMs: number;
  readonly timeoutMs: number;
}

const MINUTE_MS = 60_000;

const visible = z.string().regex(/^[\x21-\x7e]{1,4096}$/);

const entry = z.strictObject({
  kind: z.string(),
  // No placeholder: URL parsers take braces.
  address: z.string().regex(/^[^{}]+$/),
  plainHttp: z.boolean().default(false),
  token: visible.optional(),
  // What is before the first colon is the user.
  username: z
    .string()
    .regex(/^[^:\p{Cc}]{1,256}$/u)
    .optional(),
  password: z
    .string()
    .regex(/^\P{Cc}{1,4096}$/u)
    .optional(),
  query: z.string().min(1).max(4_096),
  healthyWhen: z.string(),
  staleAfter: z.unknown().optional(),
  timeout: z.unknown().optional(),
});

const FIXES: Record<string, string> = {
  address: 'Write for example https://prometheus.internal:9090',
  plainHttp: 'Write true or false',
  token: 'Give a token without spaces, for example ${PROMETHEUS_TOKEN}',
  username: 'Give a user name without a colon',
  password: 'Give a password, for example ${PROMETHEUS_PASSWORD}',
  query:
    'Write a query of at most 4096 characters, for example sum(rate(http_errors_total{app="{name}"}[1m]))',
  healthyWhen: 'Write for example "< 0.01", between quotes',
};

/**
 * Reads and checks one entry of `secretRotation.health`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readPrometheusSettings({
  name,
  config,
}: AdapterSettings): PrometheusSettings {
  const key = `secretRotation.health.${name}`;
  const read = entry.safeParse(config.get());
  if (!read.success) throw refusal(key, read.error.issues[0]);
  const { address, plainHttp, query, healthyWhen } = read.data;
  const { origin, target } = readRequestAddress(
    address,
    `${key}.address`,
    plainHttp,
  );
  if (target.includes('?'))
    throw new MisconfiguredError(
      `${key}.address has a query`,
      `Write what is asked into ${key}.query`,
    );
  return {
    key,
    origin,
    basePath: target.replace(/\/+$/, ''),
    authorization: authorizationOf(read.data, key),
    query: parseQueryPattern(query, `${key}.query`),
    healthyWhen: parseComparison(healthyWhen, `${key}.healthyWhen`),
    staleAfterMs: readStaleAfter(config, `${key}.staleAfter`),
    timeoutMs: readAnswerTimeout(config, key),
  };
}

function refusal(key: string, issue: z.core.$ZodIssue): MisconfiguredError {
  if (issue.code === 'unrecognized_keys')
    return new MisconfiguredError(
      `${key}.${issue.keys[0]} is no key of a health source of kind prometheus`,
      `Remove ${key}.${issue.keys[0]}`,
    );
  const wrong = String(issue.path[0] ?? '');
  return new MisconfiguredError(
    `${key}.${wrong} is missing or not usable`,
    FIXES[wrong] ?? `Correct ${key}.${wrong}`,
  );
}

function authorizationOf(
  { token, username, password }: z.output<typeof entry>,
  key: string,
): SecretValue | undefined {
  const isBasic = username !== undefined || password !== undefined;
  if (isBasic && (!username || !password || token !== undefined))
    throw new MisconfiguredError(
      `${key} has no clear credential`,
      'Give token, or username and password, or none of them',
    );
  if (token !== undefined) return SecretValue.text(`Bearer ${token}`);
  if (!isBasic) return undefined;
  const both = Buffer.from(`${username}:${password}`, 'utf8');
  return SecretValue.text(`Basic ${both.toString('base64')}`);
}

function readStaleAfter(config: Config, key: string): number {
  if (!config.has('staleAfter')) return MINUTE_MS;
  const ms = readDuration(config);
  if (ms === undefined || ms < 1_000 || ms > 60 * MINUTE_MS)
    throw new MisconfiguredError(
      `${key} is not a time between one second and one hour`,
      'Write for example { minutes: 1 } or PT1M',
    );
  return ms;
}

function readDuration(config: Config): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(config, { key: 'staleAfter' }),
    );
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
