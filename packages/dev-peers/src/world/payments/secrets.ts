import type { ServiceName } from '../../services';
import type { StoreKind } from '../store/WorldStore';
import { LOGINS } from './database';

/** A secret of the world, with what it is bound to and the services that use it. @public */
export interface WorldSecret {
  readonly name: string;
  readonly store: StoreKind;
  readonly path: string;
  /** The two logins that take turns. */
  readonly logins: readonly [string, string];
  /** Describes it and its services, below examples/catalog. */
  readonly catalogFile: string;
  /** Each service, with its instances. */
  readonly services: ReadonlyArray<readonly [ServiceName, readonly string[]]>;
}

/** Where the secret of the quick start lies in the store. @public */
export const SECRET_PATH = 'payments/db-login';

/**
 * One secret for each secrets manager. The quick start has the first one, and the others when it is asked for them.
 * @public
 */
export const WORLD_SECRETS: readonly WorldSecret[] = [
  {
    name: 'payments-db-login',
    store: 'vault',
    path: SECRET_PATH,
    logins: LOGINS,
    catalogFile: 'payments.yaml',
    services: [
      ['checkout', ['checkout-1', 'checkout-2']],
      ['ledger-api', ['ledger-api-1']],
      ['invoice-worker', ['invoice-worker-1']],
    ],
  },
  {
    name: 'refunds-db-login',
    store: 'aws',
    path: 'payments/refunds-login',
    logins: ['payments_refunds_a', 'payments_refunds_b'],
    catalogFile: 'refunds.yaml',
    services: [
      ['refund-api', ['refund-api-1']],
      ['refund-worker', ['refund-worker-1']],
    ],
  },
  {
    name: 'statements-db-login',
    store: 'gcp',
    path: 'payments-statements-login',
    logins: ['payments_statements_a', 'payments_statements_b'],
    catalogFile: 'statements.yaml',
    services: [
      ['statement-api', ['statement-api-1']],
      ['statement-worker', ['statement-worker-1']],
    ],
  },
];
