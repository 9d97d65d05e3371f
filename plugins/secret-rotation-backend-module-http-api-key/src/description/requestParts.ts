import { z } from 'zod';

/** Names and texts of headers. @internal */
export const headers = z
  .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(4_096))
  .default({});

/** What every described request has. @internal */
export const requestParts = {
  path: z
    .string()
    .regex(/^\/(?!\/)[^?#\\\s]*$/)
    .max(1_000),
  headers,
  query: z.record(z.string().min(1), z.string().max(1_000)).default({}),
  body: z.json().optional(),
};

/** One described request. @internal */
export const requestEntry = z.object({
  ...requestParts,
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
});

/** The name of a field of a value. @internal */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,100}$/)
  .refine(name => name !== '__proto__');
