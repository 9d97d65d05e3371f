import {
  askingForValue,
  idOfVersionNumber,
  PLAIN_FIELD,
  PRINT_VALUE,
  shellWord,
  versionNumberOf,
  type WriteCommand,
  type WriteCommandRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What the command needs to know of the store. It names no address: that is in the person's environment. */
export interface CommandLine {
  /** The program of the tool: `vault` or `bao`. */
  readonly cli: string;
  readonly mount: string;
  readonly namespace?: string;
}

/**
 * Writes by compare-and-set against the newest version, so it works once. Where there is a version to read, `patch`
 * leaves its other fields as they are.
 */
export function writeCommandOf(
  { cli, mount, namespace }: CommandLine,
  { path, field = PLAIN_FIELD, seen }: WriteCommandRequest,
): WriteCommand {
  const numbers = seen.versions.map(({ id }) => versionNumberOf(id) ?? 0);
  const newest = Math.max(0, ...numbers);
  const isThere = seen.versions.some(
    ({ id, readable }) => readable && id === idOfVersionNumber(newest),
  );
  const words = [
    cli,
    'kv',
    isThere ? 'patch' : 'put',
    ...(namespace === undefined ? [] : [`-namespace=${namespace}`]),
    `-mount=${mount}`,
    `-cas=${newest}`,
    path,
    `${field}=-`,
  ];
  // A flag is shown as it is typed; only what an operator or a catalog file wrote may need quotes.
  const line = words
    .map(word => (/^-[a-z]+=[\w./-]+$/.test(word) ? word : shellWord(word)))
    .join(' ');
  return {
    text: askingForValue(`${PRINT_VALUE} | ${line}`),
    version: idOfVersionNumber(newest + 1),
  };
}
