import { ConfigReader } from '@backstage/config';
import { describeConsumerAdapter } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { StandInService } from './__testUtils__/standInService';
import { HttpConsumerAdapter } from './HttpConsumerAdapter';
import { readHttpConsumerSettings } from './settings';

jest.setTimeout(60_000);

describeConsumerAdapter('HttpConsumerAdapter', async () => {
  const token = 'consumer-token';
  const instances = [
    await new StandInService(token).start('checkout-1'),
    await new StandInService(token).start('checkout-2'),
  ];
  const withPatience = (seconds: number) =>
    new HttpConsumerAdapter(
      readHttpConsumerSettings({
        name: 'http',
        config: new ConfigReader({
          kind: 'http',
          instances: instances.map(({ url }) => url),
          token,
          timeout: { seconds },
        }),
      }),
    );
  return {
    // Only what hangs is waited for to the end: a busy machine answers late.
    get adapter() {
      return withPatience(
        instances.some(({ manner }) => manner === 'hangs') ? 3 : 60,
      );
    },
    consumer: {
      entityRef: 'component:default/checkout',
      name: 'checkout',
      namespace: 'default',
      labels: {},
    },
    instances,
    close: async () => {
      await Promise.all(instances.map(instance => instance.stop()));
    },
  };
});
