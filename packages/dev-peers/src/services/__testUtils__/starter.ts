/** Starts services and tells its parent where they are: the test kills it to see that they end with it. */
import { startService, type ServiceOptions } from '../startService';

process.once('disconnect', () => process.exit());

const all: ServiceOptions[] = JSON.parse(process.env.STARTER_OPTIONS ?? '[]');

Promise.all(all.map(startService)).then(
  started => process.send?.({ type: 'started', started }),
  () => process.exit(1),
);
