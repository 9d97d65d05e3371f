import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The permissions of a role that docs/integrations/gcp.md tells operators to make. */
export function documentedPermissions(role: string): string[] {
  const page = readFileSync(
    resolve(__dirname, '../../../../docs/integrations/gcp.md'),
    'utf8',
  );
  const made = new RegExp(
    `gcloud iam roles create ${role}[^]*?--permissions=([^\`]*?)\\n(?:\\n|\`)`,
  ).exec(page);
  return (made?.[1] ?? '')
    .split(',')
    .map(permission => permission.replace(/[\s\\]/g, ''));
}
