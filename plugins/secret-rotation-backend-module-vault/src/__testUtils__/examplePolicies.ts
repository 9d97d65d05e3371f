import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The text of a policy of `examples/vault`, which docs/integrations/vault.md tells operators to grant. */
export function examplePolicy(name: string): string {
  return readFileSync(
    resolve(__dirname, '../../../../examples/vault', `${name}.hcl`),
    'utf8',
  );
}

/** The lines of all that Keyturn is to be granted. */
export function keyturnPolicies(): string[] {
  return ['keyturn', 'keyturn-staging'].flatMap(name =>
    examplePolicy(name)
      .split('\n')
      .filter(line => line.startsWith('path ')),
  );
}
