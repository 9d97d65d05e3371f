import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  ExecConsumerAdapter,
  type ExecConsumerOptions,
} from '../ExecConsumerAdapter';
import { readExecConsumerSettings } from '../settings/readExecConsumerSettings';

/** The consumer that every entry of these tests is asked about. */
export const checkout = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
};

/** An adapter for an entry named `units`. */
export function execAdapter(
  entry: JsonObject,
  options?: ExecConsumerOptions,
): ExecConsumerAdapter {
  const config = new ConfigReader({
    kind: 'exec',
    entities: ['component:default/checkout'],
    reloadCommand: ['/bin/true'],
    healthCommand: ['/bin/true'],
    ...('attest' in entry ? {} : { attestCommand: ['/bin/true'] }),
    ...entry,
  });
  return new ExecConsumerAdapter(
    readExecConsumerSettings({ name: 'units', config }),
    options,
  );
}
