import { findPebble, type PebblePrograms } from './findPebble';

/**
 * The programs of Pebble, if this machine has them. Missing ones are named in the output; with `KEYTURN_REQUIRE_PEERS`
 * they are an error.
 * @public
 */
export function pebbleForTests(
  env: Readonly<Record<string, string | undefined>> = process.env,
): PebblePrograms | undefined {
  const programs = findPebble(env);
  if (programs) return programs;
  const notRun =
    'not run: ACME on Pebble (no pebble and pebble-challtestsrv found; set KEYTURN_PEBBLE and KEYTURN_PEBBLE_CHALLTESTSRV)';
  if (env.KEYTURN_REQUIRE_PEERS) throw new Error(notRun);
  process.stderr.write(`${notRun}\n`);
  return undefined;
}
