import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The permissions of the role that operators are told to make. */
export async function grantedPermissions(): Promise<string[]> {
  const role = await readFile(
    join(__dirname, '../../grants/key-rotator-role.yaml'),
    'utf8',
  );
  return [...role.matchAll(/^ {2}- (\S+)$/gm)].map(
    ([, permission]) => permission,
  );
}
