import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { AccessKeyFields } from './accessKeyFields';

/** One checked entry of `secretRotation.rotators` of kind `aws-iam`. @internal */
export interface AwsIamSettings {
  /** IAM is one for all regions of a partition; the region names the partition. */
  readonly region: string;
  /** Where values are tried. */
  readonly regions: readonly string[];
  /** Chooses the credentials; without it they are those of the main account. */
  readonly accountId?: string;
  /** Where to call in place of AWS's own addresses. */
  readonly endpoint?: string;
  readonly fields: AccessKeyFields;
}

const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/);
const fieldName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,100}$/)
  .refine(name => name !== '__proto__');

const entry = z.object({
  region: region.default('us-east-1'),
  regions: z.array(region).min(1).max(20).optional(),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  endpoint: z.string().refine(isAddress).optional(),
  fields: z
    .strictObject({
      id: fieldName.default('accessKeyId'),
      secret: fieldName.default('secretAccessKey'),
      user: fieldName.default('userName'),
    })
    .default({
      id: 'accessKeyId',
      secret: 'secretAccessKey',
      user: 'userName',
    }),
});

const FIXES: Readonly<Record<string, string>> = {
  region: 'Name a region of your partition, for example eu-central-1',
  regions: 'List the regions in which consumers use the key',
  accountId: "Write the account's twelve digits in quotes, or remove the key",
  endpoint:
    'Give a URL without credentials or query, or remove the key: the addresses of AWS are known',
  fields: 'Write the names of the fields id, secret and user of the value',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readAwsIamSettings(settings: AdapterSettings): AwsIamSettings {
  const given = readSettings(
    entry,
    settings.config.get(),
    `secretRotation.rotators.${settings.name}`,
    FIXES,
  );
  return { ...given, regions: given.regions ?? [given.region] };
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}
