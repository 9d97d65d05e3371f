import { randomBytes } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type {
  ConsumerEntity,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ClusterSource,
  KubernetesCluster,
  NewObject,
  StandInObject,
} from '@keyturn/dev-peers';
import { readClusters } from '../clusters/readClusters';
import { KubernetesConsumerAdapter } from '../KubernetesConsumerAdapter';
import { readKubernetesConsumerSettings } from '../settings';
import { eventually } from './eventually';
import { isRolledOut } from './isRolledOut';
import { CANDIDATES, loginOf, NEW, OLD, PASSWORDS } from './logins';
import { podReading } from './podSpecs';

const PATH = 'payments/db-login';
export const CHECKOUT: ConsumerEntity = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
  annotations: { 'backstage.io/kubernetes-id': 'checkout' },
};
const LABELS = { 'backstage.io/kubernetes-id': 'checkout', app: 'checkout' };

/** A namespace of a cluster with External Secrets, and an adapter that acts on it. */
export class TestCluster {
  /** The version that the secrets manager holds. */
  current: StoreVersionId = OLD;
  readonly cluster: KubernetesCluster;

  /** @param namespace - default: one of its own */
  static async open(
    source: ClusterSource,
    namespace = `payments-${randomBytes(4).toString('hex')}`,
  ): Promise<TestCluster> {
    return new TestCluster(await source.open(namespace));
  }

  constructor(cluster: KubernetesCluster) {
    this.cluster = cluster;
    cluster.setSecrets(path =>
      path === PATH
        ? {
            username: `user-of-${this.current}`,
            password: PASSWORDS[this.current],
          }
        : 'absent',
    );
  }

  get namespace(): string {
    return this.cluster.namespace;
  }

  /** An adapter of an entry on this cluster. */
  adapter(entry: JsonObject = {}): KubernetesConsumerAdapter {
    const clusters = readClusters(
      new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                {
                  name: 'prod',
                  authProvider: 'serviceAccount',
                  ...this.cluster.access,
                },
              ],
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
          clusters: ['prod'],
          workloadNamespaces: [this.namespace],
        },
      ],
      timeout: { seconds: 30 },
      ...entry,
    });
    return new KubernetesConsumerAdapter(
      readKubernetesConsumerSettings({ name: 'kubernetes', config }, clusters),
      () => this.cluster.now(),
    );
  }

  /** An ExternalSecret of the path, synced. */
  async keep(path = PATH): Promise<void> {
    await this.cluster.create('ExternalSecret', {
      metadata: { name: 'db-login' },
      spec: {
        target: { name: 'db-login' },
        dataFrom: [{ extract: { key: path } }],
      },
    });
    await eventually(async () => {
      const kept = await this.cluster.get('ExternalSecret', 'db-login');
      if (!kept?.status) throw new Error('The ExternalSecret is not synced');
    });
  }

  /** A workload whose pods read the Secret, rolled out some seconds later. */
  async run(
    kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
    given: { name?: string; pod?: object } = {},
  ): Promise<void> {
    await this.cluster.elapse(5_000);
    const name = given.name ?? 'checkout';
    const workload: NewObject = {
      metadata: { name, labels: LABELS },
      spec: {
        ...(kind !== 'DaemonSet' && { replicas: 3 }),
        ...(kind === 'StatefulSet' && { serviceName: name }),
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: given.pod ?? podReading('db-login'),
        },
      },
    };
    await this.cluster.create(kind, workload);
    await eventually(async () => {
      if (!isRolledOut(await this.cluster.get(kind, name)))
        throw new Error(`${kind} ${name} is not rolled out`);
    });
  }

  /** The secrets manager has the new version. */
  async promote(version = NEW): Promise<void> {
    this.current = version;
    await this.cluster.elapse(5_000);
  }

  async deliver(
    adapter = this.adapter(),
    version = NEW,
    given: { signal?: AbortSignal; epoch?: number } = {},
  ): Promise<void> {
    await adapter.deliver(
      { consumer: CHECKOUT, path: PATH, version, value: loginOf(version) },
      {
        signal: given.signal ?? AbortSignal.timeout(60_000),
        fence: { run: 7, epoch: given.epoch ?? 1 },
      },
    );
    await this.cluster.elapse(5_000);
  }

  reload(adapter = this.adapter(), version = NEW) {
    return adapter.reload(
      { consumer: CHECKOUT, path: PATH, version },
      {
        signal: AbortSignal.timeout(60_000),
        fence: { run: 7, epoch: 1 },
      },
    );
  }

  async observe(adapter = this.adapter()) {
    const { instances } = await adapter.observe(
      { consumer: CHECKOUT, path: PATH, candidates: CANDIDATES },
      { signal: AbortSignal.timeout(60_000) },
    );
    return instances;
  }

  /** The version that every instance claims, `undefined` while they differ. */
  async attested(adapter = this.adapter()) {
    const found = (await this.observe(adapter)).map(each =>
      each.strength === 'claimed' ? each.version : undefined,
    );
    return found.every(each => each === found[0]) ? found[0] : undefined;
  }

  /** Waits until every instance claims a version. */
  async untilAttested(
    version: StoreVersionId,
    adapter = this.adapter(),
  ): Promise<void> {
    await eventually(async () => {
      const found = await this.attested(adapter);
      if (found !== version) throw new Error(`The pods claim ${found}`);
    });
  }

  pods(): Promise<StandInObject[]> {
    return this.cluster.list('Pod');
  }

  /** The pods that there are now, by their uids. */
  async podIds(): Promise<ReadonlySet<string>> {
    return new Set((await this.pods()).map(pod => pod.metadata.uid));
  }

  /** How many requests changed something. */
  writes(): number {
    return this.cluster.requests.filter(each => each.method !== 'GET').length;
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }
}
