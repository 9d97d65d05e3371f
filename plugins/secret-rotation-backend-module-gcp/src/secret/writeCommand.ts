import {
  askingForValue,
  PRINT_VALUE,
  shellWord,
  puttingIntoField,
  type WriteCommand,
  type WriteCommandRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The secret as the command names it, and how consumers read it. */
export interface CommandTarget {
  readonly project: string;
  readonly location?: string;
  readonly id: string;
  /** The alias that consumers read; without it they read `latest`. */
  readonly alias?: string;
}

/**
 * Adds a version, and points the alias to it where consumers read through one. The service compares nothing when a
 * version is added, so which number it will have cannot be said before.
 */
export function writeCommandOf(
  { project, location, id, alias }: CommandTarget,
  { field, seen }: WriteCommandRequest,
): WriteCommand {
  const at = [
    `--project=${shellWord(project)}`,
    ...(location === undefined ? [] : [`--location=${shellWord(location)}`]),
  ].join(' ');
  const name = shellWord(id);
  const read = `gcloud secrets versions access ${
    alias ?? 'latest'
  } --secret=${name} ${at}`;
  const begin =
    field === undefined || seen.current === undefined
      ? ''
      : puttingIntoField(read, field);
  const add = `${PRINT_VALUE} | gcloud secrets versions add ${name} ${at} --data-file=-`;
  return {
    text: askingForValue(
      alias === undefined
        ? begin + add
        : `${begin}n=$(${add} --format="value(name)") && gcloud secrets update ${name} ${at} --update-version-aliases=${alias}="\${n##*/}"`,
    ),
  };
}
