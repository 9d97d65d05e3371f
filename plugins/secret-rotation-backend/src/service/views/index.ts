/** The ledger's rows as the API shows them. Pure. No value, no store path, no address is ever in a row of a secret. */
export { consumerView, runConsumerView } from './consumer';
export { convergenceView } from './convergence';
export { attemptView, eventView, runView } from './run';
export type { Present } from './runTurn';
export { secretView } from './secret';
export { storeInventoryView, unmanagedView } from './unmanaged';
export { versionView } from './version';
