/** A text as one word of a shell's command line, whatever characters it has. @public */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** In a script for {@link askingForValue}: prints the value. `printf` is part of the shell: no other process sees it. @public */
export const PRINT_VALUE = 'printf %s "$v"';

const STOP = '{ echo "Nothing is written"; exit 1; }';

/**
 * A command that asks for a value without showing it, and then runs a script of Bash. An empty value and one of several
 * lines are not taken: the other lines would become commands.
 * @param script - uses {@link PRINT_VALUE}
 * @public
 */
export function askingForValue(script: string): string {
  const ask =
    'IFS= read -rsp "New value: " v; while IFS= read -rst 1 _; do v=; done; echo';
  return `bash -c ${shellWord(`${ask}; [ "$v" ] || ${STOP}; ${script}`)}`;
}

/**
 * The beginning of a script for {@link askingForValue}: from here on the value is the JSON object that a command shows,
 * with what was typed in one field. It needs `jq`.
 * @param shown - the command that prints the object
 * @public
 */
export function puttingIntoField(shown: string, field: string): string {
  const options = `-cj --arg f ${shellWord(field)}`;
  const typed = `--rawfile v <(${PRINT_VALUE})`;
  return `v=$(${shown} | jq ${options} ${typed} ".[\\$f]=\\$v"); [ "$v" ] || ${STOP}; `;
}
