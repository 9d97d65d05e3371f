import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const policy = z.object({
  Statement: z.array(z.object({ Action: z.array(z.string()) })),
});

/** The actions that operators are told to grant. */
export function grantedActions(): string[] {
  const file = join(__dirname, '../../grants/access-keys.json');
  return policy
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .Statement.flatMap(({ Action }) => Action);
}
