import { ConfigReader } from '@backstage/config';
import { instanceId } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeConsumerAdapter,
  type ConformanceInstance,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  startKubernetesStandIn,
  type KubernetesStandIn,
  type StandInObject,
} from '@keyturn/dev-peers';
import { CHECKOUT } from './__testUtils__/TestCluster';
import { readClusters } from './clusters/readClusters';
import { KubernetesConsumerAdapter } from './KubernetesConsumerAdapter';
import { readKubernetesConsumerSettings } from './settings';
import { versionAnnotation } from './workloads/versionAnnotation';

jest.setTimeout(90_000);

const NO_PROOF =
  'Kubernetes shows what a pod was given, not what its process holds: it claims, and proves nothing';

describeConsumerAdapter(
  'KubernetesConsumerAdapter',
  async () => {
    const clusters = await Promise.all(
      ['east', 'west'].map(name => clusterOf(name)),
    );
    return {
      adapter: adapterOn(clusters),
      consumer: CHECKOUT,
      instances: clusters.map(({ instance }) => instance),
      close: async () => {
        await Promise.all(clusters.map(({ stop }) => stop()));
      },
    };
  },
  { exempt: { proves: NO_PROOF } },
);

type Cluster = Awaited<ReturnType<typeof clusterOf>>;

function adapterOn(clusters: readonly Cluster[]): KubernetesConsumerAdapter {
  const configured = readClusters(
    new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: clusters.map(({ name, api }) => ({
              name,
              url: api.url,
              authProvider: 'serviceAccount',
              serviceAccountToken: api.token,
              skipTLSVerify: true,
            })),
          },
        ],
      },
    }),
  );
  const config = new ConfigReader({
    kind: 'kubernetes',
    keeper: 'external-secrets',
    allow: [
      {
        namespaces: ['default'],
        clusters: clusters.map(({ name }) => name),
        workloadNamespaces: ['payments'],
      },
    ],
    timeout: { seconds: 6 },
  });
  return new KubernetesConsumerAdapter(
    readKubernetesConsumerSettings({ name: 'kubernetes', config }, configured),
  );
}

/** A cluster with one pod of a StatefulSet: the one instance behind its API server. */
async function clusterOf(name: string) {
  let at = Date.parse('2026-03-01T12:00:00Z');
  let data: Record<string, string> = {};
  const api = await startKubernetesStandIn({ now: () => new Date(at) });
  api.setSecrets(() => data);
  const labels = { 'backstage.io/kubernetes-id': 'checkout' };
  api.create('StatefulSet', 'payments', {
    metadata: { name: 'checkout', labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'main', envFrom: [{ secretRef: { name: 'db-login' } }] },
          ],
        },
      },
    },
  });
  const instance: ConformanceInstance = {
    id: instanceId(`${name}/payments/checkout-0`),
    async setUse({ path, version, value }) {
      data = Object.fromEntries(
        value.fieldNames.map(field => [field, value.reveal(field)]),
      );
      at += 5_000;
      api.remove('ExternalSecret', 'payments', 'db-login');
      api.create('ExternalSecret', 'payments', {
        metadata: { name: 'db-login' },
        spec: { dataFrom: [{ extract: { key: path } }] },
      });
      await api.settle();
      at += 5_000;
      // It is started anew, as by a rollout of this version.
      api.change('StatefulSet', 'payments', 'checkout', copy => {
        annotate(copy, path, version);
      });
      api.remove('Pod', 'payments', 'checkout-0');
      await api.settle();
    },
    setManner: manner => setManner(api, manner),
    setHealth: async health => {
      api.setPods(() => (health === 'healthy' ? 'ready' : 'unready'));
      await api.settle();
    },
    restarts: version =>
      api.requests.filter(
        ({ method, url, body, status }) =>
          method === 'PATCH' &&
          url.includes('/statefulsets/') &&
          // A controller may have forestalled it: then it changed nothing, and is tried again.
          status === 200 &&
          restartedFor(body) === version,
      ).length,
    writes: () => api.requests.filter(({ method }) => method !== 'GET').length,
  };
  return { name, api, instance, stop: () => api.stop() };
}

/** The version for which a change restarts pods. The resourceVersion that it names is a number too. */
function restartedFor(body: string): string | undefined {
  const { spec } = JSON.parse(body);
  const [version] = Object.values(spec.template.metadata.annotations);
  return typeof version === 'string' ? version : undefined;
}

function annotate(copy: StandInObject, path: string, version: string) {
  const spec = copy.spec as {
    template: { metadata: { annotations?: Record<string, string> } };
  };
  spec.template.metadata.annotations = { [versionAnnotation(path)]: version };
}

const MANNERS = {
  answers: 'answers',
  unreachable: 'unavailable',
  hangs: 'hangs',
  denies: 'denies',
  babbles: 'babbles',
  floods: 'floods',
} as const;

function setManner(api: KubernetesStandIn, manner: keyof typeof MANNERS) {
  api.trouble.manner = MANNERS[manner];
}
