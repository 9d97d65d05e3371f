import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { OPERATOR_TEXT_FIX, operatorTextEntry } from '../operatorText';
import { readSpan } from '../readSpan';
import { readTrust } from '../readTrust';
import {
  RESPONDER_FIX,
  responderEntry,
} from '../revocation/ocsp/responderEntry';

/** One checked entry of `secretRotation.rotators` of kind `tls-vault-pki`. @internal */
export interface VaultPkiSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** Without a slash at the end. */
  readonly address: string;
  readonly namespace?: string;
  /** Certificates of the authorities that alone are trusted with the server itself, in PEM. */
  readonly ca?: string;
  readonly mount: string;
  readonly role: string;
  /** The issuer whose revocation list is read. */
  readonly issuer: string;
  /** Where the engine answers over OCSP, where that is not as certificates say. */
  readonly responderUrl?: string;
  /** Absent: as the role says. */
  readonly lifetimeMs?: number;
  /** What consumers' clients trust, in PEM. */
  readonly trust: readonly string[];
  readonly token: z.infer<typeof operatorTextEntry>;
}

/** A segment of a path that means the same to every layer. */
const segment = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);

const entry = z.object({
  address: z
    .url({ protocol: /^https?$/ })
    .refine(text => new URL(text).pathname === '/' && !new URL(text).username)
    .transform(text => new URL(text).origin),
  namespace: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  caFile: z.string().min(1).optional(),
  mount: z
    .string()
    .refine(text => text.split('/').every(s => segment.safeParse(s).success))
    .default('pki'),
  role: segment,
  issuer: segment.default('default'),
  trustFile: z.string().min(1),
  token: operatorTextEntry,
  ocsp: responderEntry.optional(),
});

const FIXES: Record<string, string> = {
  address:
    'Give the URL of the server without credentials, path or query, for example https://vault.internal:8200',
  namespace: 'Write the namespace without spaces, or remove the key',
  caFile: "Name a file with the certificates of the server's authority in PEM",
  mount: 'Name the mount of the PKI engine, for example pki',
  role: 'Name the role of the PKI engine that signs',
  issuer: 'Name the issuer that the role uses, or remove the key',
  trustFile: 'Name a file with the certificates that clients trust, in PEM',
  token: OPERATOR_TEXT_FIX,
  ocsp: RESPONDER_FIX,
};

/**
 * Reads and checks one entry of kind `tls-vault-pki`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readVaultPkiSettings({
  name,
  config,
}: AdapterSettings): VaultPkiSettings {
  const key = `secretRotation.rotators.${name}`;
  const { caFile, trustFile, ocsp, ...rest } = readSettings(
    entry,
    config.get(),
    key,
    FIXES,
  );
  return {
    key,
    ...rest,
    responderUrl: ocsp?.url,
    ca:
      caFile === undefined
        ? undefined
        : readTrust(caFile, `${key}.caFile`).join(''),
    lifetimeMs: readSpan(config, 'lifetime', key),
    trust: readTrust(trustFile, `${key}.trustFile`),
  };
}
