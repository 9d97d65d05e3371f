import { ConfigSources } from '@backstage/config-loader';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../../..');

/** Addresses at which nothing listens: the configuration is read, nothing is reached. */
const ENVIRONMENT: Record<string, string> = {
  VAULT_ADDR: 'http://127.0.0.1:9',
  VAULT_TOKEN: 'example-vault-token',
  PAYMENTS_DB_HOST: '127.0.0.1',
  PAYMENTS_DB_ADMIN_USER: 'keyturn',
  PAYMENTS_DB_ADMIN_PASSWORD: 'example-admin-password',
  CONSUMER_TOKEN: 'example-consumer-token',
  CHECKOUT_URL: 'http://127.0.0.1:9',
  LEDGER_API_URL: 'http://127.0.0.1:9',
  INVOICE_WORKER_URL: 'http://127.0.0.1:9',
};

/** The configuration of the examples, as an operator would have it beside the portal's own. @internal */
export function exampleConfig() {
  return ConfigSources.toConfig(
    ConfigSources.default({
      argv: [
        '--config',
        resolve(ROOT, 'app-config.yaml'),
        '--config',
        resolve(ROOT, 'examples/app-config.keyturn.yaml'),
        '--config',
        resolve(ROOT, 'examples/app-config.discovery.yaml'),
      ],
      substitutionFunc: async name => ENVIRONMENT[name],
    }),
  );
}
