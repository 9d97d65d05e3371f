import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The lines of the policy that docs/integrations/vault.md tells operators to grant. */
export function documentedPolicy(): string[] {
  const page = readFileSync(
    resolve(__dirname, '../../../../docs/integrations/vault.md'),
    'utf8',
  );
  const block = /```hcl\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return block.trim().split('\n');
}
