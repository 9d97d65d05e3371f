import { z } from 'zod';
import { invalid } from './refusal';

const text = z.string().default('');
const texts = z.record(z.string(), z.string()).default({});
const time = z.object({ seconds: text, nanos: z.number().optional() });

/** The parts of a secret that a caller may send. */
const secret = z.object({
  name: text,
  etag: text,
  replication: z.looseObject({}).optional(),
  customerManagedEncryption: z.looseObject({}).optional(),
  labels: texts,
  annotations: texts,
  versionAliases: texts,
  topics: z.array(z.looseObject({})).default([]),
  rotation: z.looseObject({}).optional(),
  expireTime: time.optional(),
  ttl: time.optional(),
  versionDestroyTtl: time.optional(),
});

export type SecretMessage = z.infer<typeof secret>;

/** The requests that the stand-in takes, as the proto loader decodes them. */
export const requests = {
  named: z.object({ name: text, etag: text }),
  list: z.object({
    parent: text,
    filter: text,
    pageSize: z.number().default(0),
    pageToken: text,
  }),
  create: z.object({
    parent: text,
    secretId: text,
    secret: secret.nullish(),
  }),
  update: z.object({
    secret: secret.nullish(),
    updateMask: z.object({ paths: z.array(z.string()) }).nullish(),
  }),
  add: z.object({
    parent: text,
    payload: z
      .object({
        data: z.instanceof(Uint8Array).default(new Uint8Array()),
        dataCrc32c: z.string().optional(),
      })
      .nullish(),
  }),
  permissions: z.object({
    resource: text,
    permissions: z.array(z.string()).default([]),
  }),
};

/** @throws Refusal when a message is none of that request */
export function readRequest<T>(schema: z.ZodType<T>, message: unknown): T {
  const read = schema.safeParse(message);
  if (!read.success) {
    throw invalid('The request is not one that the stand-in understands.');
  }
  return read.data;
}

const MAX_PAGE = 25_000;
const DEFAULT_PAGE = 100;

/** One page of a list, newest first. */
export function pageOf<T>(
  items: readonly T[],
  { pageSize, pageToken, filter }: z.infer<typeof requests.list>,
): { page: T[]; nextPageToken: string; totalSize: number } {
  if (filter !== '') {
    throw invalid('The stand-in has no filters.');
  }
  const size = pageSize === 0 ? DEFAULT_PAGE : Math.min(pageSize, MAX_PAGE);
  const from = pageToken === '' ? 0 : Number(pageToken);
  const page = items.slice(from, from + size);
  const isLast = from + size >= items.length;
  return {
    page,
    nextPageToken: isLast ? '' : String(from + size),
    totalSize: items.length,
  };
}
