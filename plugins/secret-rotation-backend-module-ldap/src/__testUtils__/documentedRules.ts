import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The access rules that the documented script gives, as `slapd.conf` writes them. */
export function documentedRules(): string[] {
  const file = join(__dirname, '../../grants/keyturn.acl');
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => /^\{\d+\}to /.test(line))
    .map(line => line.replace(/^\{\d+\}/, 'access '));
}
