import {
  readSettings,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { readSpan } from '../readSpan';
import { readTrust } from '../readTrust';
import {
  RESPONDER_FIX,
  responderEntry,
} from '../revocation/ocsp/responderEntry';

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
  /** Where clients ask over OCSP; absent where nobody answers. */
  readonly responderUrl?: string;
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
  ocsp: responderEntry.optional(),
});

const FIXES: Record<string, string> = {
  certificateFile:
    "Name a file with the authority's certificate in PEM, those above it below it",
  keyFile: "Name the file of the authority's private key in PEM",
  keyPassphrase: 'Give the passphrase of the key file, or remove the key',
  folder:
    'Give the absolute path of a folder that every worker of this rotator can write, and that is backed up',
  revocationList: 'Give under url the http address of the published list',
  ocsp: RESPONDER_FIX,
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
  const { certificateFile, keyPassphrase, revocationList, ocsp, ...rest } =
    readSettings(entry, config.get(), key, FIXES);
  return {
    key,
    ...rest,
    responderUrl: ocsp?.url,
    certificates: readTrust(certificateFile, `${key}.certificateFile`),
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
