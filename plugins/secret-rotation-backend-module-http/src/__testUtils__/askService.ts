import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { HttpConsumerAdapter } from '../HttpConsumerAdapter';
import { readHttpConsumerSettings } from '../settings';

const consumer = {
  entityRef: 'component:default/example',
  name: 'example',
  namespace: 'default',
  labels: {},
};
const path = 'payments/db-login';
const { signal } = new AbortController();

/** What a portal asks of one service on loopback, by the adapter itself. */
export function askService(service: { port: number; token: string }) {
  const adapter = new HttpConsumerAdapter(
    readHttpConsumerSettings({
      name: 'http',
      config: new ConfigReader({
        kind: 'http',
        base: `http://127.0.0.1:${service.port}`,
        token: service.token,
      }),
    }),
  );
  return {
    reload: (version: string) =>
      adapter.reload(
        { consumer, path, version: storeVersionId(version) },
        { signal, fence: { run: 1, epoch: 1 } },
      ),
    observe: async (passwords: Record<string, string>) => {
      const candidates = new Map(
        Object.entries(passwords).map(([version, password]) => [
          storeVersionId(version),
          SecretValue.text(password),
        ]),
      );
      const seen = await adapter.observe(
        { consumer, path, candidates },
        { signal },
      );
      return seen.instances;
    },
  };
}
