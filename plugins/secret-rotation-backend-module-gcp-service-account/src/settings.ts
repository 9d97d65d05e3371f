import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** One checked entry of `secretRotation.rotators` of kind `gcp-service-account`. @internal */
export interface ServiceAccountSettings {
  /** Keyturn's own credentials file; without it application-default credentials. */
  readonly keyFile?: string;
  /** The origin of a stand-in on this machine, in place of Google. */
  readonly standIn?: string;
}

const entry = z.object({
  auth: z.strictObject({ keyFile: z.string().min(1).optional() }).default({}),
  endpoint: z
    .string()
    .regex(/^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/)
    .optional(),
});

const FIXES: Readonly<Record<string, string>> = {
  auth: 'Give auth.keyFile, the path of a key file, or remove it for application-default credentials',
  endpoint:
    'Remove the key: the addresses of Google are known. For a stand-in on this machine write http://127.0.0.1:<port>',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readServiceAccountSettings(
  settings: AdapterSettings,
): ServiceAccountSettings {
  const { auth, endpoint } = readSettings(
    entry,
    settings.config.get(),
    `secretRotation.rotators.${settings.name}`,
    FIXES,
  );
  return { keyFile: auth.keyFile, standIn: endpoint };
}
