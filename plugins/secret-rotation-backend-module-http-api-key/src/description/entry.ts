import { z } from 'zod';
import { adminEntry } from '../adminCredential';
import { fieldName, headers, requestParts } from './requestParts';

const MAX_SELECTION = 1_000;
const SELECTION = z.string().max(MAX_SELECTION);

const statuses = z.array(z.number().int().min(200).max(599)).min(1);

const create = z.strictObject({
  ...requestParts,
  method: z.enum(['POST', 'PUT']).default('POST'),
  id: SELECTION,
  key: SELECTION,
});

const list = z.strictObject({
  ...requestParts,
  method: z.enum(['GET', 'POST']).default('GET'),
  items: SELECTION.default(''),
  id: SELECTION,
  label: SELECTION.optional(),
  createdAt: SELECTION.optional(),
  lastUsedAt: SELECTION.optional(),
  pages: z
    .strictObject({
      query: z.string().min(1),
      first: z.number().int().min(0).default(1),
    })
    .optional(),
});

const test = z.strictObject({
  ...requestParts,
  method: z.enum(['GET', 'POST']).default('GET'),
  origins: z.array(z.string()).min(1).max(20).optional(),
  accepted: statuses.default([200]),
  rejected: statuses.default([401]),
});

const revoke = z.strictObject({
  ...requestParts,
  method: z.enum(['DELETE', 'POST', 'PUT', 'PATCH']).default('DELETE'),
  gone: statuses.default([404]),
  absentId: z.string().min(1).max(100).optional(),
});

/** An entry of `secretRotation.rotators` of kind `http-api-key`, before what crosses its keys is checked. @internal */
export const rotatorEntry = z.object({
  origin: z.string(),
  admin: adminEntry,
  headers,
  network: z
    .strictObject({
      allow: z.array(z.string()).default([]),
      plainHttp: z.boolean().default(false),
    })
    .default({ allow: [], plainHttp: false }),
  fields: z
    .strictObject({
      key: fieldName.default('key'),
      id: fieldName.default('keyId'),
      account: fieldName.default('account'),
    })
    .default({ key: 'key', id: 'keyId', account: 'account' }),
  label: z.string().max(200).default('keyturn-{account}-r{run}-e{epoch}'),
  lifetimeDays: z.number().int().min(1).max(3_650).default(365),
  maxKeys: z.number().int().min(2).max(1_000).optional(),
  create,
  list,
  test,
  revoke,
});

/** What to do about a key that is not usable. @internal */
export const FIXES: Readonly<Record<string, string>> = {
  origin:
    'Write scheme and host of the provider alone, for example https://gitlab.example.com',
  admin:
    'Give one of: fields, for example token: ${GITLAB_ADMIN}; file, which holds them as JSON; secret with store and path, and then check, the request that tries it',
  headers: 'Write names and texts of headers, with {admin.<field>} in them',
  network: 'Write allow as a list of networks, for example [10.1.0.0/16]',
  fields: 'Write the names of the fields key, id and account of the value',
  label:
    'Write a text with {account}, {run} and {epoch}, each behind other text',
  lifetimeDays: 'Write a number of days',
  maxKeys:
    'Write how many keys of an account the provider allows, 2 at the least',
  create: 'Describe the request that makes a key: path, body, id and key',
  list: 'Describe the request that lists keys: path, items, id, and label or createdAt and lastUsedAt',
  test: 'Describe the request that tries a key: path, headers, accepted and rejected',
  revoke: 'Describe the request that revokes a key: path with {id}',
};
