import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  MisconfiguredError,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import {
  parseAddressPattern,
  parsePathPattern,
  type AddressPattern,
  type PathPattern,
} from './addressPattern';
import { MAX_INSTANCES } from './discovery';

/** One checked entry of `secretRotation.consumers` of kind `http`. @internal */
export interface HttpConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** One address per expected instance, or with `discover` the one name that all instances share. */
  readonly addresses: readonly AddressPattern[];
  /** Each address of the name in DNS is one instance. */
  readonly discover: boolean;
  readonly attest: PathPattern;
  readonly reload: PathPattern;
  readonly health: PathPattern;
  /** The bearer token; wrapped, so that printing the settings shows nothing. */
  readonly token: SecretValue;
  /** How long one answer may take. */
  readonly timeoutMs: number;
  /** What a reload does, for the plan. */
  readonly effect: string;
}

const entry = z.object({
  base: z.string().min(1).optional(),
  instances: z.array(z.string().min(1)).min(1).max(MAX_INSTANCES).optional(),
  discover: z.literal('dns').optional(),
  attest: z.string().default('/keyturn/attest'),
  reload: z.string().default('/keyturn/reload'),
  health: z.string().default('/healthz'),
  // Visible ASCII: anything else could end the header early.
  token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  effect: z.string().min(1).max(200).default('is told to reload'),
});

const FIXES: Record<string, string> = {
  base: 'Write one URL pattern, for example http://{name}.svc.internal:8080',
  instances: `List 1 to ${MAX_INSTANCES} URLs, one for each instance`,
  discover: 'Write dns, or remove the key',
  token:
    'Give the bearer token that the services expect, for example ${CONSUMER_TOKEN}, without spaces',
  effect: 'Describe in at most 200 characters what a reload does',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readHttpConsumerSettings(
  settings: AdapterSettings,
): HttpConsumerSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const read = entry.safeParse(settings.config.get());
  if (!read.success) {
    const wrong = String(read.error.issues[0]?.path[0] ?? '');
    throw new MisconfiguredError(
      `${key}.${wrong} is missing or not usable`,
      FIXES[wrong] ?? `Write ${key}.${wrong} as a path`,
    );
  }
  const { base, instances, discover, token, effect, ...paths } = read.data;
  if ((base === undefined) === (instances === undefined)) {
    throw new MisconfiguredError(
      `${key} needs exactly one of base and instances`,
      'Give base for one instance or for discover: dns, or instances for a fixed list',
    );
  }
  if (discover && base === undefined) {
    throw new MisconfiguredError(
      `${key}.discover needs base`,
      'Give the name to look up in base, or remove discover',
    );
  }
  return {
    key,
    addresses:
      base === undefined
        ? readInstances(instances ?? [], `${key}.instances`)
        : [parseAddressPattern(base, `${key}.base`)],
    discover: discover !== undefined,
    attest: parsePathPattern(paths.attest, `${key}.attest`),
    reload: parsePathPattern(paths.reload, `${key}.reload`),
    health: parsePathPattern(paths.health, `${key}.health`),
    token: SecretValue.text(token),
    timeoutMs: readTimeout(settings.config, `${key}.timeout`),
    effect,
  };
}

function readInstances(texts: string[], key: string): AddressPattern[] {
  const patterns = texts.map((text, index) =>
    parseAddressPattern(text, `${key}[${index}]`),
  );
  if (new Set(texts).size < texts.length) {
    throw new MisconfiguredError(
      `${key} lists one address twice`,
      'List each instance once; an answer proves only its own instance',
    );
  }
  return patterns;
}

function readTimeout(config: Config, key: string): number {
  if (!config.has('timeout')) {
    return 5_000;
  }
  const timeoutMs = readDuration(config);
  if (timeoutMs === undefined || timeoutMs < 100 || timeoutMs > 60_000) {
    throw new MisconfiguredError(
      `${key} is not a time between 0.1 and 60 seconds`,
      'Write for example { seconds: 5 } or PT5S',
    );
  }
  return timeoutMs;
}

function readDuration(config: Config): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(config, { key: 'timeout' }),
    );
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
