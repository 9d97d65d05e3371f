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
  startGitLabStandIn,
  type GitLabStandIn,
} from '@keyturn/dev-peers/gitlab';
import { createGitLabCiAdapter } from '../createGitLabCiAdapter';
import { readGitLabCiSettings } from '../settings';

type RequestListener = Parameters<GitLabStandIn['onRequest']>[0];
type GitLabAdapter = ReturnType<typeof createGitLabCiAdapter>;

export const PATH = 'payments/db-login';
export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
export const PROJECT = 'acme/shop/checkout';
export const GROUP = 'acme/shop';
export const NAME = 'DB_PASSWORD';
/** Where the API has the project's variables. */
export const VARIABLES = '/api/v4/projects/acme%2Fshop%2Fcheckout/variables';

/** A value that no log may hold. */
export function login(password: string): SecretValue {
  return SecretValue.of({
    username: { value: 'payments', secret: false },
    password: { value: password, secret: true },
  });
}

export const VALUES: ReadonlyMap<StoreVersionId, SecretValue> = new Map([
  [OLD, login('old-password-Xq7vT2')],
  [NEW, login('new-$password-Zr4kM9')],
]);

/** A consumer whose catalog file names a project. */
export function consumerOf(
  slug = PROJECT,
  namespace = 'default',
): ConsumerEntity {
  return {
    entityRef: `component:${namespace}/checkout`,
    name: 'checkout',
    namespace,
    labels: {},
    annotations: { 'gitlab.com/project-slug': slug },
  };
}

/** The entry of most tests: one variable of the project. */
export const ENTRY: JsonObject = {
  kind: 'gitlab-ci',
  host: 'gitlab.test',
  plainHttp: true,
  timeout: { seconds: 30 },
  variables: [{ paths: ['payments/*'], name: NAME }],
  allow: [{ namespaces: ['default'], projects: ['acme/**'] }],
};

/** A stand-in for GitLab with one project in two groups, its clock, and adapters on it. */
export class TestGitLab {
  at = Date.parse('2026-03-01T12:00:00Z');
  readonly #listeners: RequestListener[] = [];

  private constructor(readonly api: GitLabStandIn) {
    api.onRequest(request => this.#listeners.forEach(hear => hear(request)));
  }

  static async start(): Promise<TestGitLab> {
    const clock: { now: () => Date } = { now: () => new Date() };
    const world = new TestGitLab(
      await startGitLabStandIn({ now: () => clock.now() }),
    );
    clock.now = () => new Date(world.at);
    world.api.addProject(PROJECT);
    world.api.addGroup(GROUP);
    return world;
  }

  /** Called before each request is answered. */
  hear(listener: RequestListener): void {
    this.#listeners.push(listener);
  }

  /** Time passes: GitLab tells it to the second. */
  pass(seconds = 5): void {
    this.at += seconds * 1000;
  }

  adapter(
    entry: JsonObject = {},
    token: string | undefined = this.api.token,
    now?: () => Date,
  ): GitLabAdapter {
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          gitlab: [
            {
              host: 'gitlab.test',
              apiBaseUrl: `${this.api.url}/api/v4`,
              token,
            },
          ],
        },
      }),
    );
    const config = new ConfigReader({ ...ENTRY, ...entry });
    return createGitLabCiAdapter(
      readGitLabCiSettings({ name: 'gitlab', config }, integrations),
      now,
    );
  }

  /** An adapter of one variable with these keys. */
  withRule(rule: JsonObject): GitLabAdapter {
    return this.adapter({
      variables: [{ paths: ['payments/*'], name: NAME, ...rule }],
    });
  }

  async deliver(
    adapter: GitLabAdapter,
    version = NEW,
    fence: Fence = { run: 7, epoch: 1 },
    consumer = consumerOf(),
    value = VALUES.get(version),
  ): Promise<void> {
    if (!value) throw new Error(`There is no version ${version}`);
    await adapter.deliver(
      { consumer, path: PATH, version, value },
      { signal: new AbortController().signal, fence },
    );
  }

  async observe(adapter: GitLabAdapter) {
    const { instances } = await adapter.observe(
      { consumer: consumerOf(), path: PATH, candidates: VALUES },
      { signal: new AbortController().signal },
    );
    return instances;
  }

  /** The project's variable. */
  held(environment?: string) {
    return this.api.variable(PROJECT, NAME, environment);
  }

  /** Requests that could change something. */
  writes(): GitLabStandIn['requests'] {
    return this.api.requests.filter(({ method }) => method !== 'GET');
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}
