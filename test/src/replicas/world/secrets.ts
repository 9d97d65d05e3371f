import { LOGINS } from '@keyturn/dev-peers/world';
import type { ServiceName } from '@keyturn/dev-peers';

/** A secret of the world, with what it is bound to. */
export interface WorldSecret {
  readonly name: string;
  readonly path: string;
  /** The two logins that take turns. */
  readonly logins: readonly [string, string];
  /** Its entry of `rotators`; each reaches the server by a line of its own. */
  readonly rotator: string;
  /** What a worker must reach to act on its target. */
  readonly workerLabels: readonly string[];
  readonly consumers: readonly ServiceName[];
}

/** What most promises are about. */
export const PAYMENTS: WorldSecret = {
  name: 'payments-db-login',
  path: 'payments/db-login',
  logins: LOGINS,
  rotator: 'payments-postgres',
  workerLabels: [],
  consumers: ['checkout', 'ledger-api'],
};

/** The other one, in a network that only replicas with a label reach. What happens to it must not disturb the first. */
export const REPORTS: WorldSecret = {
  name: 'reports-db-login',
  path: 'payments/reports-login',
  logins: ['reports_a', 'reports_b'],
  rotator: 'reports-postgres',
  workerLabels: ['dmz'],
  consumers: ['invoice-worker'],
};

export const SECRETS: readonly WorldSecret[] = [PAYMENTS, REPORTS];
