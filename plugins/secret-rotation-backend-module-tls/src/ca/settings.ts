import { readFileSync } from 'node:fs';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  MisconfiguredError,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { certificatesIn } from '../certificate/tlsMaterial';

/** One checked entry of `secretRotation.rotators` of kind `tls-ca`. @internal */
export interface FileAuthoritySettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** The authority's own certificate, then those above it, in PEM. */
  readonly certificates: readonly [string, ...string[]];
  readonly keyFile: string;
  /** Wrapped, so that printing the settings shows nothing. */
  readonly passphrase?: SecretValue;
  /** Where it is kept what was signed and revoked. */
  readonly folder: string;
  readonly lifetimeMs: number;
  readonly list: {
    /** Where clients find the list; absent where they get the file itself. */
    readonly url?: string;
    readonly lifetimeMs: number;
  };
}

const DAY_MS = 86_400_000;

const entry = z.object({
  certificateFile: z.string().min(1),
  keyFile: z.string().min(1),
  keyPassphrase: z.string().min(1).optional(),
  folder: z.string().startsWith('/'),
  revocationList: z
    .object({ url: z.url({ protocol: /^https?$/ }).optional() })
    .default({}),
});

const FIXES: Record<string, string> = {
  certificateFile:
    "Name a file with the authority's certificate in PEM, those above it below it",
  keyFile: "Name the file of the authority's private key in PEM",
  keyPassphrase: 'Give the passphrase of the key file, or remove the key',
  folder:
    'Give the absolute path of a folder that every worker of this rotator can write, and that is backed up',
  revocationList: 'Give under url the http address of the published list',
};

/**
 * Reads and checks one entry of kind `tls-ca`. The private key is not read yet.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readFileAuthoritySettings({
  name,
  config,
}: AdapterSettings): FileAuthoritySettings {
  const key = `secretRotation.rotators.${name}`;
  const read = entry.safeParse(config.get());
  if (!read.success) {
    const path = read.error.issues[0].path.map(String);
    throw new MisconfiguredError(
      `${[key, ...path].join('.')} is missing or not usable`,
      FIXES[path[0]] ?? `Write ${key} as an object`,
    );
  }
  const { certificateFile, keyPassphrase, revocationList, ...rest } = read.data;
  return {
    key,
    ...rest,
    certificates: readCertificates(certificateFile, key),
    passphrase:
      keyPassphrase === undefined ? undefined : SecretValue.text(keyPassphrase),
    lifetimeMs: readSpan(config, 'lifetime', key) ?? 90 * DAY_MS,
    list: {
      ...revocationList,
      lifetimeMs:
        readSpan(config, 'revocationList.lifetime', key) ?? 7 * DAY_MS,
    },
  };
}

function readCertificates(
  file: string,
  key: string,
): FileAuthoritySettings['certificates'] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // An unreadable file is said below, without its path.
  }
  const [own, ...above] = certificatesIn(text);
  if (own === undefined) {
    throw new MisconfiguredError(
      `${key}.certificateFile is missing or not usable`,
      FIXES.certificateFile,
    );
  }
  return [own, ...above];
}

function readSpan(config: Config, at: string, key: string): number | undefined {
  if (!config.has(at)) return undefined;
  const span = spanIn(config, at);
  if (span === undefined || span < 60_000) {
    throw new MisconfiguredError(
      `${key}.${at} is not a time of a minute or more`,
      'Write for example { days: 90 } or P90D',
    );
  }
  return span;
}

function spanIn(config: Config, key: string): number | undefined {
  try {
    return durationToMilliseconds(readDurationFromConfig(config, { key }));
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
