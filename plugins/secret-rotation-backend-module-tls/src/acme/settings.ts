import {
  readSettings,
  SecretValue,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { OPERATOR_TEXT_FIX, operatorTextEntry } from '../operatorText';
import { readTrust } from '../readTrust';
import {
  RESPONDER_FIX,
  responderEntry,
} from '../revocation/ocsp/responderEntry';

/** One checked entry of `secretRotation.rotators` of kind `tls-acme`. @internal */
export interface AcmeSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly directory: string;
  /** Certificates of the authorities that alone are trusted with the ACME server itself, in PEM. */
  readonly ca?: string;
  /** What consumers' clients trust, in PEM. */
  readonly trust: readonly string[];
  /** Where the account's private key is, PEM. */
  readonly accountKey: z.infer<typeof operatorTextEntry>;
  readonly contact: readonly string[];
  readonly externalAccount?: {
    readonly keyId: string;
    readonly hmacKey: SecretValue;
  };
  /** Where the list of revoked certificates is, for authorities whose certificates do not say so. */
  readonly listUrl?: string;
  /** Where the authority answers over OCSP, where that is not as certificates say. */
  readonly responderUrl?: string;
}

const entry = z.object({
  directory: z.url({ protocol: /^https$/ }),
  caFile: z.string().min(1).optional(),
  trustFile: z.string().min(1),
  accountKey: operatorTextEntry,
  contact: z.array(z.string().regex(/^mailto:[^\s@]+@[^\s@]+$/)).default([]),
  termsOfServiceAgreed: z.literal(true),
  externalAccount: z
    .strictObject({ keyId: z.string().min(1), hmacKey: z.string().min(1) })
    .optional(),
  revocationList: z.object({ url: z.url({ protocol: /^https?$/ }) }).optional(),
  ocsp: responderEntry.optional(),
});

const FIXES: Record<string, string> = {
  directory:
    "Give the URL of the ACME server's directory, for example https://acme-v02.api.letsencrypt.org/directory",
  caFile:
    "Name a file with the certificates of the ACME server's authority in PEM, or remove the key",
  trustFile: 'Name a file with the certificates that clients trust, in PEM',
  accountKey: OPERATOR_TEXT_FIX,
  contact: 'List addresses as mailto:pki@example.com, or remove the key',
  termsOfServiceAgreed:
    'Read the terms of service of the authority, then write true: Keyturn makes the account in your name',
  externalAccount: 'Give keyId and hmacKey as the authority gave them to you',
  revocationList: 'Give under url the http address of the published list',
  ocsp: RESPONDER_FIX,
};

/**
 * Reads and checks one entry of kind `tls-acme`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readAcmeSettings({
  name,
  config,
}: AdapterSettings): AcmeSettings {
  const key = `secretRotation.rotators.${name}`;
  const given = readSettings(entry, config.get(), key, FIXES);
  const { caFile, trustFile, externalAccount, revocationList } = given;
  const { directory, accountKey, contact, ocsp } = given;
  return {
    key,
    directory,
    accountKey,
    contact,
    ca:
      caFile === undefined
        ? undefined
        : readTrust(caFile, `${key}.caFile`).join(''),
    trust: readTrust(trustFile, `${key}.trustFile`),
    externalAccount: externalAccount && {
      keyId: externalAccount.keyId,
      hmacKey: SecretValue.text(externalAccount.hmacKey),
    },
    listUrl: revocationList?.url,
    responderUrl: ocsp?.url,
  };
}
