import { STORE_KINDS, type StoreKind } from './store/WorldStore';

/** What a world is to be. Nothing in it is secret, so it may travel in argv and environment. @public */
export interface WorldOptions {
  /** Where everything lies that the world keeps. */
  readonly folder: string;
  /** What the portal keeps its own data in. The target is PostgreSQL in any case. */
  readonly portalDatabase: 'postgres' | 'better-sqlite3';
  /** The secrets managers, each with a secret and services of its own. */
  readonly stores: readonly StoreKind[];
  /** Builds the portal's app when it is stale, and serves it. */
  readonly app: boolean;
  /** The portal's port when it is free. Default: any free port. */
  readonly port?: number;
  /** Makes a token by which a program may read the API; see `WorldState`. */
  readonly apiToken?: boolean;
  /** The folder goes when the world ends, so nothing may stay behind elsewhere either. */
  readonly isTemporary?: boolean;
  /** Kills the first backend process at this place of the engine, once. */
  readonly failpoint?: string;
}

/** What the command line of a world says. @internal */
export interface CommandLine {
  readonly sqlite: boolean;
  readonly fresh: boolean;
  readonly json: boolean;
  readonly killAt?: string;
  readonly stores: readonly StoreKind[];
}

const FLAGS = ['--sqlite', '--fresh', '--json'];

/**
 * Reads the arguments of a command.
 * @throws Error that names an argument which the command does not know
 * @internal
 */
export function readCommandLine(
  args: readonly string[],
  known: readonly string[],
): CommandLine {
  const rest = [...args];
  const given = new Map<string, string>();
  while (rest.length > 0) {
    const [name, inline] = (rest.shift() ?? '').split('=', 2);
    if (!known.includes(name)) {
      throw new Error(
        `There is no option ${name}. Known: ${known.join(', ') || 'none'}`,
      );
    }
    const value = FLAGS.includes(name) ? '' : inline ?? rest.shift();
    if (value === undefined || value.startsWith('--')) {
      throw new Error(`${name} needs a value`);
    }
    given.set(name, value);
  }
  return {
    sqlite: given.has('--sqlite'),
    fresh: given.has('--fresh'),
    json: given.has('--json'),
    killAt: given.get('--kill-at'),
    stores: storesIn(given.get('--stores') ?? 'vault'),
  };
}

/** The payments system itself is in vault, so that one is always there. */
function storesIn(list: string): StoreKind[] {
  const wanted = list.split(',');
  const isKnown = (name: string) => STORE_KINDS.some(kind => kind === name);
  if (!wanted.every(isKnown) || !wanted.includes('vault')) {
    throw new Error(
      `--stores takes a list of ${STORE_KINDS.join(
        ', ',
      )}, with vault among them`,
    );
  }
  return STORE_KINDS.filter(kind => wanted.includes(kind));
}
