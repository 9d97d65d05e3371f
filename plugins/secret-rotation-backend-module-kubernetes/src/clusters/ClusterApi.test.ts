import { ConfigReader } from '@backstage/config';
import {
  startKubernetesStandIn,
  type KubernetesStandIn,
} from '@keyturn/dev-peers';
import { eventually } from '../__testUtils__/eventually';
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

describe('the wait for a change of an object', () => {
  const PATH = '/api/v1/namespaces/payments/secrets';

  beforeEach(() => {
    cluster.create('Secret', 'payments', { metadata: { name: 'db-login' } });
  });

  function wait() {
    const seen = cluster.get('Secret', 'payments', 'db-login');
    const resourceVersion = seen?.metadata.resourceVersion;
    let isOver = false;
    const over = open()
      .nextChange('watch secrets', PATH, { name: 'db-login', resourceVersion })
      .then(() => {
        isOver = true;
      });
    return { over, isOver: () => isOver };
  }

  function touch() {
    cluster.change('Secret', 'payments', 'db-login', copy => {
      copy.data = { touched: 'eWVz' };
    });
  }

  it('is over with the change, not with what was there before', async () => {
    const { over, isOver } = wait();
    await eventually(async () => expect(cluster.openWatches).toBe(1));
    expect(isOver()).toBe(false);
    touch();
    await expect(over).resolves.toBeUndefined();
  });

  it('is over at once when the object has changed since it was seen', async () => {
    const { over } = wait();
    touch();
    await expect(over).resolves.toBeUndefined();
  });

  it('is over when the history is gone', async () => {
    cluster.trouble.gone = 1;
    await expect(wait().over).resolves.toBeUndefined();
  });

  it('is over when the line is cut', async () => {
    const { over } = wait();
    await eventually(async () => expect(cluster.openWatches).toBe(1));
    cluster.cutWatches();
    await expect(over).resolves.toBeUndefined();
  });
});
