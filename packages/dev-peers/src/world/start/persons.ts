import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CHECKOUT } from '../checkout';

const shape = z.object({
  auth: z.object({
    providers: z.object({
      development: z.object({
        users: z.array(
          z.object({ title: z.string(), description: z.string() }),
        ),
      }),
    }),
  }),
});

/** Who the sign-in page offers, for people. @internal */
export async function readPersons(): Promise<string> {
  const text = await readFile(join(CHECKOUT, 'app-config.yaml'), 'utf8');
  const { users } = shape.parse(parse(text)).auth.providers.development;
  const names = users.map(user => `${user.title} (${user.description})`);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
