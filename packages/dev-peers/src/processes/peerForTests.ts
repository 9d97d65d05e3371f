/** A real server that tests want. @public */
export interface WantedPeer {
  /** Its name for people. */
  readonly name: string;
  /** Where it was found, if it was. */
  readonly program: string | undefined;
  /** The variable that names it. */
  readonly variable: string;
}

/**
 * Whether this machine has a server. One that is missing is named in the output; with `KEYTURN_REQUIRE_PEERS` it is an
 * error.
 * @public
 */
export function hasPeer(
  { name, program, variable }: WantedPeer,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (program !== undefined) return true;
  const notRun = `not run: ${name} (not found; set ${variable})`;
  if (env.KEYTURN_REQUIRE_PEERS) throw new Error(notRun);
  process.stderr.write(`${notRun}\n`);
  return false;
}
