import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  MisconfiguredError,
  pauseByClock,
  PLAIN_FIELD,
  readAddressGuard,
  readAnswerTimeout,
  readRequestAddress,
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Counterpart } from './Counterpart';
import { JwksEndpoints } from './jwks/JwksEndpoints';
import type { KeySetSettings } from './KeySetRotator';
import {
  DATA_ALGORITHMS,
  isSymmetric,
  SIGNING_ALGORITHMS,
} from './keys/generateKey';
import { HookClient } from './reencryption/HookClient';
import { ReencryptionHook } from './reencryption/ReencryptionHook';

/** How long one call waits for data to be encrypted anew before the run waits instead. */
const PATIENCE_MS = 5_000;
const LONGEST_GRACE_MS = 90 * 24 * 3_600_000;

const entry = z.object({
  algorithm: z.enum([...SIGNING_ALGORITHMS, ...DATA_ALGORITHMS]),
  rsaBits: z
    .number()
    .int()
    .min(2_048)
    .max(8_192)
    .refine(bits => bits % 256 === 0)
    .default(3_072),
  field: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    // A store that keeps texts would read a JSON text in this field back as several fields.
    .refine(name => name !== PLAIN_FIELD)
    .default('keySet'),
  jwks: z.array(z.string()).min(1).max(20).optional(),
  reencryption: z
    .strictObject({
      url: z.string(),
      headers: z
        .record(
          z
            .string()
            .regex(/^[A-Za-z0-9-]{1,100}$/)
            .toLowerCase(),
          z
            .string()
            .max(4_096)
            .regex(/^[\x20-\x7e]*$/),
        )
        .default({}),
    })
    .optional(),
  network: z
    .strictObject({
      allow: z.array(z.string()).default([]),
      plainHttp: z.boolean().default(false),
    })
    .default({ allow: [], plainHttp: false }),
});

type Entry = z.infer<typeof entry>;

const FIXES: Readonly<Record<string, string>> = {
  algorithm: `Write ${SIGNING_ALGORITHMS.join(
    ', ',
  )} for keys that sign, ${DATA_ALGORITHMS.join(', ')} for keys that encrypt`,
  rsaBits: 'Write 2048 or more, in steps of 256, or remove the key for 3072',
  field:
    'Write the name of the field that holds the key set, another one than value',
  jwks: 'List the addresses at which the public keys are read',
  reencryption: 'Write url, and headers by which the hook knows Keyturn',
  network: 'Write allow as a list of networks, for example [10.1.0.0/16]',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readKeySetSettings(settings: AdapterSettings): KeySetSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const given = readSettings(entry, settings.config.get(), key, FIXES);
  const { algorithm, rsaBits, field } = given;
  return {
    shape: { algorithm, rsaBits },
    field,
    counterpart: isSymmetric(algorithm)
      ? readHook(given, settings.config, key)
      : readEndpoints(given, settings.config, key),
  };
}

function readEndpoints(
  { jwks, reencryption, network }: Entry,
  config: Config,
  key: string,
): Counterpart {
  if (!jwks || reencryption) {
    throw new MisconfiguredError(
      `${key} has ${
        jwks ? 'reencryption' : 'no jwks'
      }, and its algorithm signs`,
      'Give jwks, the addresses at which the public keys are read, and no reencryption',
    );
  }
  return new JwksEndpoints({
    addresses: jwks.map((url, index) =>
      readRequestAddress(url, `${key}.jwks.${index}`, network.plainHttp),
    ),
    guard: readAddressGuard(network.allow, `${key}.network.allow`),
    timeoutMs: readAnswerTimeout(config, key),
    longestTokenMs: readLongestToken(config, key),
  });
}

function readHook(
  { jwks, reencryption, network }: Entry,
  config: Config,
  key: string,
): Counterpart {
  if (!reencryption || jwks) {
    throw new MisconfiguredError(
      `${key} has ${
        reencryption ? 'jwks' : 'no reencryption'
      }, and its algorithm encrypts`,
      'Give reencryption, the hook that encrypts data with the new key, and no jwks: nobody may read these keys',
    );
  }
  const client = new HookClient({
    address: readRequestAddress(
      reencryption.url,
      `${key}.reencryption.url`,
      network.plainHttp,
    ),
    headers: reencryption.headers,
    guard: readAddressGuard(network.allow, `${key}.network.allow`),
    timeoutMs: readAnswerTimeout(config, key),
  });
  return new ReencryptionHook({
    client,
    patienceMs: PATIENCE_MS,
    pause: pauseByClock,
    now: Date.now,
  });
}

function readLongestToken(config: Config, key: string): number {
  const ms = durationOf(config);
  if (ms === undefined || ms <= 0 || ms > LONGEST_GRACE_MS) {
    throw new MisconfiguredError(
      `${key}.longestToken is missing or not a time of up to 90 days`,
      'Write how long the longest token is valid, for example PT1H, and what the clocks of verifiers may differ on top',
    );
  }
  return ms;
}

function durationOf(config: Config): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(config, { key: 'longestToken' }),
    );
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
