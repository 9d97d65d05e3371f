import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  SecretValue,
  storeVersionId,
  WorkloadConsumerAdapter,
  type ConsumerAdapter,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startCloudRunStandIn,
  type CloudRunService,
  type CloudRunStandIn,
  type CloudRunTemplate,
} from '@keyturn/dev-peers/cloud-run';
import { GoogleAuth, OAuth2Client, type AuthClient } from 'google-auth-library';
import { CloudRunServices } from '../CloudRunServices';
import { readCloudRunConsumerSettings } from '../settings';

const PATH = 'payments-db-login';
export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
const CANDIDATES = new Map([
  [OLD, SecretValue.text('old-password-Xq7vT2')],
  [NEW, SecretValue.text('new-password-Zr4kM9')],
]);
export const CHECKOUT: ConsumerEntity = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
};
export const SERVICE = 'checkout-api';
export const ALL_RIGHTS = [
  'run.services.get',
  'run.services.update',
  'run.revisions.get',
  'iam.serviceAccounts.actAs',
];
const { signal } = new AbortController();

/** The credentials of somebody who has an access token already. */
export function authWith(access_token: string): GoogleAuth<AuthClient> {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token });
  return new GoogleAuth({ authClient });
}

/** A template that refers to the secret; without a version it reads the store by itself. */
export function template(version?: string): CloudRunTemplate {
  const secretKeyRef = { secret: PATH, version };
  const pin = { name: 'DB_PASSWORD', valueSource: { secretKeyRef } };
  return {
    timeout: '60s',
    serviceAccount: 'checkout@payments-prod.iam.gserviceaccount.com',
    containers: [
      {
        image: 'europe-docker.pkg.dev/payments-prod/shop/checkout@sha256:11',
        env: [
          { name: 'LOG_LEVEL', value: 'info' },
          ...(version === undefined ? [] : [pin]),
        ],
      },
    ],
  };
}

/** Secret Manager, services that read it when an instance starts, and the hand of the one who deploys them. */
export class TestServices {
  /** What the store holds as current. */
  current: string = OLD;

  private constructor(
    readonly run: CloudRunStandIn,
    private readonly clock: { at: number },
  ) {}

  static async start(): Promise<TestServices> {
    const clock = { at: Date.parse('2026-11-23T12:00:00Z') };
    const run = await startCloudRunStandIn(() => new Date(clock.at));
    return new TestServices(run, clock);
  }

  stop(): Promise<void> {
    return this.run.stop();
  }

  create(from: CloudRunTemplate, name = SERVICE): CloudRunService {
    return this.run.create(name, from, {
      start: ({ containers = [] }) => {
        const pinned = containers
          .flatMap(each => each.env ?? [])
          .flatMap(each => each.valueSource?.secretKeyRef.version ?? [])
          .find(version => /^\d+$/.test(version));
        return pinned ?? this.current;
      },
    });
  }

  adapter(
    settings: JsonObject = {},
    auth = authWith(this.run.addUser(ALL_RIGHTS)),
  ): ConsumerAdapter {
    return new WorkloadConsumerAdapter(
      new CloudRunServices(
        readCloudRunConsumerSettings({
          name: 'run',
          config: new ConfigReader({
            kind: 'cloud-run',
            project: 'payments-prod',
            region: 'europe-west3',
            endpoint: this.run.address,
            services: ['{name}-api'],
            allow: [{ namespaces: ['default'], services: ['checkout-*'] }],
            timeout: { seconds: 20 },
            ...settings,
          }),
        }),
        auth,
      ),
      () => new Date(this.clock.at),
    );
  }

  reload(adapter = this.adapter(), version = NEW, consumer = CHECKOUT) {
    return adapter.reload(
      { consumer, path: PATH, version },
      { signal, fence: { run: 7, epoch: 1 } },
    );
  }

  /** Reloads as the engine does: again, until it is told. Between two tries Cloud Run goes on. */
  async reloadUntilTold(adapter = this.adapter(), version = NEW) {
    for (let tries = 1; tries <= 12; tries += 1) {
      const told = await this.reload(adapter, version).catch(() => undefined);
      this.run.settle();
      if (told) return tries;
    }
    throw new Error('It was not told in twelve tries');
  }

  async observe(adapter = this.adapter(), consumer = CHECKOUT) {
    const { instances } = await adapter.observe(
      { consumer, path: PATH, candidates: CANDIDATES },
      { signal },
    );
    return instances;
  }

  /** Lets every request that an instance had taken have ended. */
  drain(): void {
    this.clock.at += 60_000;
  }

  get writes(): number {
    return this.run.requests.filter(
      ({ permission }) => permission === 'run.services.update',
    ).length;
  }
}

/** Traffic to the newest revision. */
export const latest = (percent: number) => ({
  type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST' as const,
  percent,
});

/** Traffic to one revision. */
export const pinned = (revision: string, percent: number, tag?: string) => ({
  type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION' as const,
  revision,
  percent,
  ...(tag && { tag }),
});
