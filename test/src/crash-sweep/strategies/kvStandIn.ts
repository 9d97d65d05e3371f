import { startKvStandIn } from '@keyturn/dev-peers';
import type { StoreKind } from './contracts';
import { kvView, runningKvStore } from './kvStore';

/** Our stand-in for a KV engine of version 2. */
export const kvStandIn: StoreKind = {
  name: 'KV v2 stand-in',
  manager: 'KV v2',
  standIn: 'our stand-in',
  failpoints: 'all',
  missing: () => undefined,
  start: async folder =>
    runningKvStore(await startKvStandIn({ dataDir: folder })),
  view: kvView,
};
