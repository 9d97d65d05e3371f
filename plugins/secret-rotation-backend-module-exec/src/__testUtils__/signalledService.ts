import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConsumer, fromFile } from '@keyturn/consumer';

/** A service of Node that looks at its secret when it gets a SIGHUP, and tells its parent when it listens. */
async function main([file, token]: string[]) {
  const consumer = createConsumer({ token, instance: 'checkout-1' });
  await consumer.use({
    path: 'payments/db-login',
    source: fromFile(file, { watch: false, pollMs: 3_600_000 }),
    load: content => content.field('password'),
  });
  consumer.refreshOn('SIGHUP');
  const server = createServer((request, response) => {
    if (!consumer.handler(request, response)) response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port);
  });
  process.once('disconnect', () => process.exit());
}

main(process.argv.slice(2));
