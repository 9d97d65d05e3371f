import { findProgram } from '../processes';

/** The programs of Pebble. @public */
export interface PebblePrograms {
  /** The ACME server. */
  readonly server: string;
  /** The name server that its tests ask. */
  readonly nameServer: string;
}

/**
 * Looks for `pebble` and `pebble-challtestsrv`: the files in `KEYTURN_PEBBLE` and `KEYTURN_PEBBLE_CHALLTESTSRV`; the PATH.
 * @throws Error when one of the variables names no program
 * @public
 */
export function findPebble(
  env: Readonly<Record<string, string | undefined>> = process.env,
): PebblePrograms | undefined {
  const server = findProgram(
    { variable: 'KEYTURN_PEBBLE', names: ['pebble'] },
    env,
  );
  const nameServer = findProgram(
    {
      variable: 'KEYTURN_PEBBLE_CHALLTESTSRV',
      names: ['pebble-challtestsrv'],
    },
    env,
  );
  return server && nameServer ? { server, nameServer } : undefined;
}
