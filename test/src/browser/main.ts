/**
 * The browser test: a program. Starts a world with the portal's app, rotates from the entity page in a headless
 * Chromium, keeps screenshots in `test-results` of the checkout. Its last line is `N passed, N failed`; without a
 * Chromium on the machine it is `not run: Chromium …`.
 */
import { dirname, join, resolve } from 'node:path';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
  superviseWorld,
} from '@keyturn/dev-peers/world';
import { Checks } from './Checks';
import { findChromium } from './findChromium';
import { rotateFromEntityPage } from './rotateFromEntityPage';

const CHECKOUT = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '..',
);

async function main(): Promise<void> {
  const chromium = findChromium(process.env);
  if (!chromium) {
    process.stdout.write(
      'not run: Chromium was not found; install it or set KEYTURN_CHROMIUM\n',
    );
    return;
  }
  const checks = new Checks();
  const folder = await makeTemporaryWorld();
  const world = superviseWorld({
    folder,
    portalDatabase: 'postgres',
    stores: ['vault'],
    app: true,
    apiToken: true,
    isTemporary: true,
  });
  const end = () => world.stop();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await rotateFromEntityPage(
      world,
      folder,
      { chromium, screenshots: join(CHECKOUT, 'test-results', 'browser') },
      checks,
    );
  } catch (error) {
    checks.fail('the browser test runs to its end', error);
  } finally {
    await world.stop();
    await removeTemporaryWorld(folder);
  }
  process.stdout.write(`${checks.passed} passed, ${checks.failed} failed\n`);
  process.exitCode = checks.failed === 0 ? 0 : 1;
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.message : 'failed'}\n`,
  );
  process.exitCode = 1;
});
