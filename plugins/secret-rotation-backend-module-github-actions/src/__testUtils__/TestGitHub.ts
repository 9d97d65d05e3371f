import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { JsonObject } from '@backstage/types';
import {
  SecretValue,
  storeVersionId,
  type ConsumerEntity,
  type Fence,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startGitHubStandIn,
  type GitHubStandIn,
} from '@keyturn/dev-peers/github';
import { createGitHubActionsAdapter } from '../createGitHubActionsAdapter';
import { readGitHubActionsSettings } from '../settings';

type RequestListener = Parameters<GitHubStandIn['onRequest']>[0];
type GitHubAdapter = ReturnType<typeof createGitHubActionsAdapter>;

export const PATH = 'payments/db-login';
export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
export const REPOSITORY = 'acme/checkout';

/** A value that no log may hold. */
function login(password: string): SecretValue {
  return SecretValue.of({
    username: { value: 'payments', secret: false },
    password: { value: password, secret: true },
  });
}

export const VALUES: ReadonlyMap<StoreVersionId, SecretValue> = new Map([
  [OLD, login('old-password-Xq7vT2')],
  [NEW, login('new-password-Zr4kM9')],
]);

/** A consumer whose catalog file names a repository. */
export function consumerOf(
  slug: string | undefined = REPOSITORY,
  namespace = 'default',
): ConsumerEntity {
  return {
    entityRef: `component:${namespace}/checkout`,
    name: 'checkout',
    namespace,
    labels: {},
    annotations: { 'github.com/project-slug': slug },
  };
}

/** The entry of most tests: one secret of the repository. */
export const ENTRY: JsonObject = {
  kind: 'github-actions',
  host: 'github.test',
  plainHttp: true,
  timeout: { seconds: 30 },
  secrets: [{ paths: ['payments/*'], name: 'DB_PASSWORD' }],
  allow: [{ namespaces: ['default'], repositories: ['acme/*'] }],
};

/** A stand-in for GitHub with one repository, its clock, and adapters on it. */
export class TestGitHub {
  at = Date.parse('2026-03-01T12:00:00Z');
  readonly #listeners: RequestListener[] = [];

  private constructor(readonly api: GitHubStandIn) {
    api.onRequest(request => this.#listeners.forEach(hear => hear(request)));
  }

  /** Called before each request is answered. */
  hear(listener: RequestListener): void {
    this.#listeners.push(listener);
  }

  static async start(): Promise<TestGitHub> {
    const clock: { now: () => Date } = { now: () => new Date() };
    const world = new TestGitHub(
      await startGitHubStandIn({ now: () => clock.now() }),
    );
    clock.now = () => new Date(world.at);
    world.api.addRepository(REPOSITORY, ['production']);
    return world;
  }

  /** Time passes: GitHub keeps it to the second. */
  pass(seconds = 5): void {
    this.at += seconds * 1000;
  }

  integrations(token: string | null = this.api.token): ScmIntegrations {
    return ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          github: [
            {
              host: 'github.test',
              apiBaseUrl: this.api.url,
              token: token ?? undefined,
            },
          ],
        },
      }),
    );
  }

  adapter(entry: JsonObject = {}, token?: string | null, now?: () => Date) {
    return createGitHubActionsAdapter(
      readGitHubActionsSettings(
        {
          name: 'github-actions',
          config: new ConfigReader({ ...ENTRY, ...entry }),
        },
        this.integrations(token),
      ),
      now,
    );
  }

  async deliver(
    adapter: GitHubAdapter,
    version = NEW,
    fence: Fence = { run: 7, epoch: 1 },
    consumer = consumerOf(),
  ): Promise<void> {
    const value = VALUES.get(version);
    if (!value) throw new Error(`There is no version ${version}`);
    await adapter.deliver(
      { consumer, path: PATH, version, value },
      { signal: new AbortController().signal, fence },
    );
  }

  async observe(adapter: GitHubAdapter) {
    const { instances } = await adapter.observe(
      { consumer: consumerOf(), path: PATH, candidates: VALUES },
      { signal: new AbortController().signal },
    );
    return instances;
  }

  /** Requests that could change something. */
  writes(): string[] {
    return this.api.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}
