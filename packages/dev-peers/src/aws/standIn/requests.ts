import { z } from 'zod';
import { AwsRefusal } from './refusal';

const secretId = z.string().min(1).max(2048);
const versionId = z.string().min(32).max(64);
const label = z.string().min(1).max(256);
const MOST_BYTES = 65_536;
const content = {
  SecretString: z
    .string()
    .min(1)
    .refine(text => Buffer.byteLength(text) <= MOST_BYTES)
    .optional(),
  SecretBinary: z
    .string()
    .refine(base64 => {
      const { length } = Buffer.from(base64, 'base64');
      return length > 0 && length <= MOST_BYTES;
    })
    .optional(),
};

/** The bodies of the requests that the stand-in knows, with AWS's own limits. */
const REQUESTS = {
  CreateSecret: z.object({
    Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
    ClientRequestToken: versionId,
    KmsKeyId: z.string().optional(),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
    ...content,
  }),
  DescribeSecret: z.object({ SecretId: secretId }),
  ListSecretVersionIds: z.object({
    SecretId: secretId,
    IncludeDeprecated: z.boolean().default(false),
    MaxResults: z.number().min(1).max(100).default(100),
    NextToken: z.string().optional(),
  }),
  ListSecrets: z.object({
    Filters: z
      .array(
        z.object({
          Key: z.literal('name'),
          Values: z.array(z.string()).min(1).max(10),
        }),
      )
      .max(10)
      .default([]),
    MaxResults: z.number().min(1).max(100).default(100),
    NextToken: z.string().optional(),
  }),
  GetSecretValue: z.object({
    SecretId: secretId,
    VersionId: versionId.optional(),
    VersionStage: label.default('AWSCURRENT'),
  }),
  PutSecretValue: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId,
    VersionStages: z.array(label).min(1).max(20).default(['AWSCURRENT']),
    ...content,
  }),
  UpdateSecretVersionStage: z.object({
    SecretId: secretId,
    VersionStage: label,
    RemoveFromVersionId: versionId.optional(),
    MoveToVersionId: versionId.optional(),
  }),
  RotateSecret: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId,
    RotateImmediately: z.boolean().default(true),
  }),
  DeleteSecret: z.object({
    SecretId: secretId,
    ForceDeleteWithoutRecovery: z.boolean().default(false),
    RecoveryWindowInDays: z.number().min(7).max(30).optional(),
  }),
} as const;

/** The name of a request that the stand-in knows. */
export type AwsAction = keyof typeof REQUESTS;

/** Whether the stand-in knows a request. */
export function isAwsAction(name: string): name is AwsAction {
  return Object.hasOwn(REQUESTS, name);
}

/** A body, checked. */
export type BodyOf<A extends AwsAction> = z.infer<(typeof REQUESTS)[A]>;

/** @throws AwsRefusal for a body that AWS would not take */
export function parseBody<A extends AwsAction>(
  action: A,
  body: unknown,
): BodyOf<A> {
  const read = REQUESTS[action].safeParse(body);
  if (!read.success) {
    throw new AwsRefusal('InvalidParameterException');
  }
  return read.data as BodyOf<A>;
}
