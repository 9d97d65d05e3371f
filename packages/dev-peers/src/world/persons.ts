import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CHECKOUT } from './checkout';

const person = z.object({
  entityRef: z.string(),
  title: z.string(),
  description: z.string(),
});
const shape = z.object({
  auth: z.object({
    providers: z.object({
      development: z.object({ users: z.array(person).min(1) }),
    }),
  }),
});

/** Somebody whom the sign-in page offers. @internal */
export type Person = z.infer<typeof person>;

/** The persons of app-config.yaml. @internal */
export async function readPersons(): Promise<Person[]> {
  const text = await readFile(join(CHECKOUT, 'app-config.yaml'), 'utf8');
  return shape.parse(parse(text)).auth.providers.development.users;
}
