import type { ServiceTarget } from './clients';
import type { ServiceStore } from './stores';

/** The services of the quick start, those of its further secrets, and two that only tests have. @public */
export type ServiceName =
  | 'checkout'
  | 'ledger-api'
  | 'invoice-worker'
  | 'refund-api'
  | 'refund-worker'
  | 'statement-api'
  | 'statement-worker'
  | 'report-job'
  | 'legacy-batch';

/**
 * What a service does wrong on purpose. `deaf`: hears no reload. `misses-first-word`: hears only the second telling of
 * a version. `keeps-cache`: goes on with its first value under the name of each later version. `cannot-read`: cannot read
 * any value but its first. `crashes`: fails after each attestation, once it was restarted for a version.
 * `claims-falsely`: attests the version that it read, and stays on its connections.
 * @public
 */
export type ServiceFault =
  | 'deaf'
  | 'misses-first-word'
  | 'keeps-cache'
  | 'cannot-read'
  | 'crashes'
  | 'claims-falsely';

/** How a service gets at a new version of its secret. @internal */
export interface LoadingStyle {
  /**
   * `swap`: new connections beside the old ones, then the old ones drain. `restart`: it ends and is started again.
   * `ignore`: it is deaf.
   */
  readonly onReload: 'swap' | 'restart' | 'ignore';
  /** It also looks at the store by itself, this often. */
  readonly pollMs?: number;
  /** Ends a connection after this many queries, so that fresh logins happen all the time. */
  readonly queriesPerConnection: number;
}

/** One style each, as they are met in the field. @internal */
export const LOADING_STYLES: Readonly<Record<ServiceName, LoadingStyle>> = {
  checkout: { onReload: 'swap', queriesPerConnection: 100 },
  'ledger-api': { onReload: 'swap', pollMs: 3_000, queriesPerConnection: 100 },
  'invoice-worker': { onReload: 'restart', queriesPerConnection: 100 },
  'refund-api': { onReload: 'swap', queriesPerConnection: 100 },
  'refund-worker': { onReload: 'restart', queriesPerConnection: 100 },
  'statement-api': {
    onReload: 'swap',
    pollMs: 3_000,
    queriesPerConnection: 100,
  },
  'statement-worker': { onReload: 'restart', queriesPerConnection: 100 },
  'report-job': { onReload: 'swap', queriesPerConnection: 1 },
  'legacy-batch': {
    onReload: 'ignore',
    pollMs: 1_000,
    queriesPerConnection: 100,
  },
};

/** What a service process is told in its environment. Nothing in it is secret. @internal */
export interface ServiceSettings {
  readonly name: ServiceName;
  /** Its id towards others, for example `checkout-1`. */
  readonly instance: string;
  /** 0: any free port. */
  readonly port: number;
  /** What it queries all the time. */
  readonly target: ServiceTarget;
  /** How many connections it uses at once. */
  readonly connections: number;
  readonly journalDir: string;
  /** While this file exists, no other version is loaded. */
  readonly holdFile?: string;
  readonly fault?: ServiceFault;
  /** The version for which it was started again last. */
  readonly restartedFor?: string;
}

/** The settings and credentials of one service process. @internal */
export interface ServiceEnvironment {
  readonly settings: ServiceSettings;
  /** Callers of reload and attest show this one. */
  readonly token: string;
  /** Where it reads its secret, with the credential. */
  readonly store: ServiceStore;
}

/**
 * Packs settings into environment variables. Credentials travel there too, which is fine on a development machine and
 * keeps them out of argv; a real service takes them from its platform.
 * @internal
 */
export function toEnvironment(from: ServiceEnvironment): NodeJS.ProcessEnv {
  return {
    KEYTURN_SERVICE_SETTINGS: JSON.stringify(from.settings),
    KEYTURN_SERVICE_TOKEN: from.token,
    KEYTURN_SERVICE_STORE: JSON.stringify(from.store),
  };
}

/** The reverse of {@link toEnvironment}. @internal */
export function fromEnvironment(env: NodeJS.ProcessEnv): ServiceEnvironment {
  return {
    settings: JSON.parse(required(env, 'KEYTURN_SERVICE_SETTINGS')),
    token: required(env, 'KEYTURN_SERVICE_TOKEN'),
    store: JSON.parse(required(env, 'KEYTURN_SERVICE_STORE')),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) {
    throw new Error(`${name} is not set: start the service by startService`);
  }
  return value;
}
