import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  SecretValue,
  storeVersionId,
  type ConsumerEntity,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startKubernetesStandIn,
  type KubernetesStandIn,
  type StandInObject,
} from '@keyturn/dev-peers';
import { readClusters } from '../clusters/readClusters';
import { KubernetesConsumerAdapter } from '../KubernetesConsumerAdapter';
import { readKubernetesConsumerSettings } from '../settings';

const PATH = 'payments/db-login';
export const NAMESPACE = 'payments';
export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
export const PASSWORDS = {
  [OLD]: 'old-password-Xq7vT2',
  [NEW]: 'new-password-Zr4kM9',
};
export const CHECKOUT: ConsumerEntity = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
  annotations: { 'backstage.io/kubernetes-id': 'checkout' },
};
const LABELS = { 'backstage.io/kubernetes-id': 'checkout', app: 'checkout' };

/** A login of a version. */
function loginOf(version: StoreVersionId): SecretValue {
  return SecretValue.of({
    username: { value: `user-of-${version}`, secret: false },
    password: { value: PASSWORDS[version], secret: true },
  });
}

const CANDIDATES = new Map([OLD, NEW].map(id => [id, loginOf(id)]));

/** The stand-in with External Secrets and a clock of its own, and an adapter that acts on it. */
export class TestCluster {
  /** The version that the secrets manager holds. */
  current: StoreVersionId = OLD;
  /** What the clock says; objects get its time to the second. */
  at = Date.parse('2026-03-01T12:00:00Z');

  static async start(): Promise<TestCluster> {
    const world = new TestCluster();
    world.#api = await startKubernetesStandIn({
      now: () => new Date(world.at),
    });
    world.api.setSecrets(path =>
      path === PATH
        ? {
            username: `user-of-${world.current}`,
            password: PASSWORDS[world.current],
          }
        : 'absent',
    );
    return world;
  }

  #api?: KubernetesStandIn;

  get api(): KubernetesStandIn {
    if (!this.#api) throw new Error('The stand-in was not started');
    return this.#api;
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
                  url: this.api.url,
                  authProvider: 'serviceAccount',
                  serviceAccountToken: this.api.token,
                  skipTLSVerify: true,
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
          workloadNamespaces: [NAMESPACE],
        },
      ],
      timeout: { seconds: 10 },
      ...entry,
    });
    return new KubernetesConsumerAdapter(
      readKubernetesConsumerSettings({ name: 'kubernetes', config }, clusters),
      () => new Date(this.at),
    );
  }

  /** An ExternalSecret of the path, synced. */
  async keep(path = PATH): Promise<void> {
    this.api.create('ExternalSecret', NAMESPACE, {
      metadata: { name: 'db-login' },
      spec: {
        target: { name: 'db-login' },
        dataFrom: [{ extract: { key: path } }],
      },
    });
    await this.api.settle();
  }

  /** A workload whose pods read the Secret, rolled out some seconds later. */
  async run(
    kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
    given: { name?: string; pod?: object; spec?: object } = {},
  ): Promise<void> {
    this.at += 5_000;
    const name = given.name ?? 'checkout';
    this.api.create(kind, NAMESPACE, {
      metadata: { name, labels: LABELS },
      spec: {
        ...(kind !== 'DaemonSet' && { replicas: 3 }),
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: given.pod ?? podReading('db-login'),
        },
        ...given.spec,
      },
    });
    await this.api.settle();
  }

  /** The secrets manager has the new version. */
  promote(version = NEW): void {
    this.current = version;
    this.at += 5_000;
  }

  async deliver(
    adapter = this.adapter(),
    version = NEW,
    given: { signal?: AbortSignal; epoch?: number } = {},
  ): Promise<void> {
    await adapter.deliver(
      { consumer: CHECKOUT, path: PATH, version, value: loginOf(version) },
      {
        signal: given.signal ?? AbortSignal.timeout(20_000),
        fence: { run: 7, epoch: given.epoch ?? 1 },
      },
    );
    this.at += 5_000;
  }

  reload(adapter = this.adapter(), version = NEW) {
    return adapter.reload(
      { consumer: CHECKOUT, path: PATH, version },
      {
        signal: AbortSignal.timeout(20_000),
        fence: { run: 7, epoch: 1 },
      },
    );
  }

  async observe(adapter = this.adapter()) {
    const { instances } = await adapter.observe(
      { consumer: CHECKOUT, path: PATH, candidates: CANDIDATES },
      { signal: AbortSignal.timeout(20_000) },
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

  pods(): StandInObject[] {
    return this.api.list('Pod', NAMESPACE);
  }

  /** How many requests changed something. */
  writes(): number {
    return this.api.requests.filter(each => each.method !== 'GET').length;
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}

/** A pod that has a Secret in its environment. */
function podReading(secret: string): object {
  return {
    containers: [{ name: 'main', envFrom: [{ secretRef: { name: secret } }] }],
  };
}

/** A pod that has a Secret as files. */
export function podMounting(secret: string, mount: object = {}): object {
  return {
    containers: [
      {
        name: 'main',
        volumeMounts: [{ name: 'login', mountPath: '/login', ...mount }],
      },
    ],
    volumes: [{ name: 'login', secret: { secretName: secret } }],
  };
}
