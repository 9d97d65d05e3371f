import {
  readSettings,
  SecretValue,
  parsePathPattern,
  readAnswerTimeout,
  readInstanceAddresses,
  type AdapterSettings,
  type InstanceAddresses,
  type PathPattern,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** One checked entry of `secretRotation.consumers` of kind `http`. @internal */
export interface HttpConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly addresses: InstanceAddresses;
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
  attest: z.string().default('/keyturn/attest'),
  reload: z.string().default('/keyturn/reload'),
  health: z.string().default('/healthz'),
  // Visible ASCII: anything else could end the header early.
  token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  effect: z.string().min(1).max(200).default('is told to reload'),
});

const FIXES: Record<string, string> = {
  attest: 'Write the path, for example /keyturn/attest',
  reload: 'Write the path, for example /keyturn/reload',
  health: 'Write the path, for example /healthz',
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
  const addresses = readInstanceAddresses(settings.config.get(), key);
  const { token, effect, ...paths } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  return {
    key,
    addresses,
    attest: parsePathPattern(paths.attest, `${key}.attest`),
    reload: parsePathPattern(paths.reload, `${key}.reload`),
    health: parsePathPattern(paths.health, `${key}.health`),
    token: SecretValue.text(token),
    timeoutMs: readAnswerTimeout(settings.config, key),
    effect,
  };
}
