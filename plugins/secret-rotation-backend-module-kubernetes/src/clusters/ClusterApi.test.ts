import { ConfigReader } from '@backstage/config';
import {
  startKubernetesStandIn,
  type KubernetesStandIn,
} from '@keyturn/dev-peers';
import { ClusterApi } from './ClusterApi';
import { readClusters } from './readClusters';

jest.setTimeout(30_000);

let cluster: KubernetesStandIn;
beforeEach(async () => {
  cluster = await startKubernetesStandIn();
});
afterEach(() => cluster.stop());

function open(token = cluster.token, timeoutMs = 2_000) {
  const clusters = readClusters(
    new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'prod',
                url: cluster.url,
                authProvider: 'serviceAccount',
                serviceAccountToken: token,
                skipTLSVerify: true,
              },
            ],
          },
        ],
      },
    }),
  );
  const found = clusters.get('prod');
  if (!found) throw new Error('The cluster was not read');
  return new ClusterApi('prod', found.connect(), {
    timeoutMs,
    signal: new AbortController().signal,
  });
}

it('lists what the cluster holds', async () => {
  cluster.create('Pod', 'payments', {
    metadata: { name: 'one', labels: { app: 'x' } },
  });
  cluster.create('Pod', 'other', {
    metadata: { name: 'two', labels: { app: 'x' } },
  });
  const api = open();
  const pods = await api.listAll('list pods', page =>
    api.core.listNamespacedPod({
      namespace: 'payments',
      labelSelector: 'app=x',
      ...page,
    }),
  );
  expect(pods.map(pod => pod.metadata?.name)).toEqual(['one']);
});

it.each([
  ['forbidden', 'a token that nobody knows', () => open('unknown')],
  [
    'malformed',
    'what is no JSON',
    () => {
      cluster.trouble.manner = 'babbles';
      return open();
    },
  ],
  [
    'silent',
    'no answer in time',
    () => {
      cluster.trouble.manner = 'hangs';
      return open(undefined, 200);
    },
  ],
  [
    'malformed',
    'an answer without an end',
    () => {
      cluster.trouble.manner = 'floods';
      return open(undefined, 20_000);
    },
  ],
  [
    'silent',
    'a server that has no time',
    () => {
      cluster.trouble.manner = 'unavailable';
      return open();
    },
  ],
])('says %s of %s', async (kind, _what, start) => {
  const api = start();
  await expect(
    api.listAll('list pods', page =>
      api.core.listNamespacedPod({ namespace: 'payments', ...page }),
    ),
  ).rejects.toMatchObject({ kind, asked: 'list pods' });
});
