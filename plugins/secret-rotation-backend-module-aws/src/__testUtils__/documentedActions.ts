import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const policy = z.object({
  Statement: z.array(z.object({ Action: z.array(z.string()) })),
});

/** The actions of the policies that docs/integrations/aws.md tells operators to grant: for rotations, for first values. */
export function documentedActions(): string[][] {
  const page = readFileSync(
    resolve(__dirname, '../../../../docs/integrations/aws.md'),
    'utf8',
  );
  return [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) =>
    policy
      .parse(JSON.parse(block ?? ''))
      .Statement.flatMap(({ Action }) => Action)
      .filter(action => action.startsWith('secretsmanager:'))
      .sort(),
  );
}
