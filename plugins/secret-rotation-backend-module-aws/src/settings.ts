import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { isNamePart } from './versions/names';

/** One checked entry of `secretRotation.stores` of kind `aws`. @internal */
export interface AwsSettings {
  readonly region: string;
  /** Chooses the credentials; without it they are those of the main account. */
  readonly accountId?: string;
  /** Where to call in place of the region's own address. */
  readonly endpoint?: string;
  /** Stands before every path. */
  readonly prefix: string;
  readonly publicFields: readonly string[];
  /** Whether a secret that has no value yet is created by its first rotation. */
  readonly provision: boolean;
  /** The name below which first values wait. */
  readonly staging: string;
  /** Encrypts the secrets that are created here. */
  readonly kmsKeyId?: string;
}

const namePart = z.string().refine(isNamePart);

const entry = z.object({
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  endpoint: z.string().refine(isAddress).optional(),
  prefix: namePart.or(z.literal('')).default(''),
  publicFields: z
    .array(z.string().min(1))
    .default([
      'username',
      'host',
      'port',
      'database',
      'dbname',
      'engine',
      'dbInstanceIdentifier',
      'dbClusterIdentifier',
    ]),
  provision: z.boolean().default(false),
  staging: namePart
    .transform(name => name.replace(/\/$/, ''))
    .default('keyturn-staging'),
  kmsKeyId: z
    .string()
    .regex(/^[\x21-\x7e]{1,2048}$/)
    .optional(),
});

const FIXES: Record<string, string> = {
  region: 'Name the region of the secrets, for example eu-central-1',
  accountId: "Write the account's twelve digits in quotes, or remove the key",
  endpoint:
    'Give a URL without credentials or query, or remove the key: the address of the region is known',
  prefix:
    'Use the signs of names of secrets: letters, digits, / _ + = . @ -, for example /prod/',
  publicFields: 'List the names of the fields that are no secret',
  provision: 'Write true or false',
  staging: 'Give a name, for example keyturn-staging',
  kmsKeyId: "Give the key's id, ARN or alias, or remove the key",
};

/**
 * Reads and checks one entry of `secretRotation.stores`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readAwsSettings(settings: AdapterSettings): AwsSettings {
  return readSettings(
    entry,
    settings.config.get(),
    `secretRotation.stores.${settings.name}`,
    FIXES,
  );
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}
