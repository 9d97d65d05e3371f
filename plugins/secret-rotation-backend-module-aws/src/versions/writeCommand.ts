import {
  askingForValue,
  PRINT_VALUE,
  shellWord,
  storeVersionId,
  puttingIntoField,
  type WriteCommand,
  type WriteCommandRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createHash } from 'node:crypto';

/**
 * Writes under a token of the run, which becomes the version's id: AWS takes no other value under the same token, and
 * the version is known as the one that the task asked for.
 */
export function writeCommandOf(
  { region, secret }: { region: string; secret: string },
  request: WriteCommandRequest,
): WriteCommand {
  const { field, seen } = request;
  const token = tokenOf(request);
  const at = `--region ${shellWord(region)}`;
  const id = `--secret-id ${shellWord(secret)}`;
  const read = `aws secretsmanager get-secret-value ${at} ${id} --query SecretString --output text`;
  const write =
    seen.versions.length === 0
      ? `create-secret ${at} --name ${shellWord(secret)}`
      : `put-secret-value ${at} ${id}`;
  const begin =
    field === undefined || seen.current === undefined
      ? ''
      : puttingIntoField(read, field);
  return {
    text: askingForValue(
      `${begin}${PRINT_VALUE} | aws secretsmanager ${write} --client-request-token ${token} --secret-string file:///dev/stdin`,
    ),
    version: storeVersionId(token),
  };
}

function tokenOf({ path, runId, seen }: WriteCommandRequest): string {
  const readable = `keyturn-${runId}-by-hand`;
  const digest = createHash('sha256').update(
    [path, readable, seen.current ?? ''].join('\n'),
  );
  // AWS wants 32 to 64 signs.
  return `${readable}-${digest.digest('hex').slice(0, 20)}`;
}
