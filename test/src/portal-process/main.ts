/**
 * The portal's backend with as little as the rotation plugin needs: the real plugin, its real modules, the real
 * scheduler, database and HTTP API. The catalog alone is a stand-in, which holds what a file says, because the real one
 * would cost seconds of every start. Started by `startPortalProcess`.
 */
import { readFileSync } from 'node:fs';
import { createBackend } from '@backstage/backend-defaults';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { isRotatorModule, ROTATOR_MODULES } from './rotatorModules';
import { isStoreModule, STORE_MODULES } from './storeModules';

process.once('disconnect', () => process.exit(0));

const {
  KEYTURN_TEST_ENTITIES: entitiesFile,
  KEYTURN_TEST_STORES: stores,
  KEYTURN_TEST_ROTATORS: rotators,
} = process.env;
if (!entitiesFile || !stores || rotators === undefined) {
  throw new Error(
    'KEYTURN_TEST_ENTITIES, KEYTURN_TEST_STORES or KEYTURN_TEST_ROTATORS is not set: use startPortalProcess',
  );
}

/** The catalog as the file has it at this moment: whoever started the process may change it. */
function catalogNow(file: string): InMemoryCatalogClient {
  const entities: Entity[] = JSON.parse(readFileSync(file, 'utf8'));
  return new InMemoryCatalogClient({ entities });
}

const backend = createBackend();
backend.add(
  createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () =>
      new Proxy(catalogNow(entitiesFile), {
        get: (_, name) => {
          const catalog = catalogNow(entitiesFile);
          const member = Reflect.get(catalog, name);
          return typeof member === 'function' ? member.bind(catalog) : member;
        },
      }),
  }),
);
// Backstage's own logger compiles every installed package's configuration schema to find values to blank out, which is
// two thirds of a start.
backend.add(
  createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => WinstonLogger.create({ level: 'info' }),
  }),
);
backend.add(import('@keyturn/backstage-plugin-secret-rotation-backend'));
const storeModules = stores.split(',').map(kind => {
  if (!isStoreModule(kind)) throw new Error(`There is no store ${kind}`);
  return STORE_MODULES[kind];
});
const rotatorModules = rotators
  .split(',')
  .filter(Boolean)
  .map(kind => {
    if (!isRotatorModule(kind)) throw new Error(`There is no rotator ${kind}`);
    return ROTATOR_MODULES[kind];
  });
// One module may bring several kinds.
for (const load of new Set([...storeModules, ...rotatorModules])) {
  backend.add(load());
}
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-http'),
);

backend.start().catch(error => {
  const [reason] = String(error).split('\n');
  process.stderr.write(`The portal process could not start: ${reason}\n`);
  process.exit(1);
});
