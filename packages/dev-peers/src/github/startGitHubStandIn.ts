import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import sodium from 'libsodium-wrappers';
import {
  GitHubRepository,
  GitHubScope,
  GitHubState,
  type WorkflowRun,
} from './GitHubState';
import { addRoutes } from './routes';
import {
  meetWith,
  type GitHubManner,
  type GitHubRequest,
} from './serveTrouble';

/** GitHub's API for secrets of Actions, and hands on what it holds. @public */
export interface GitHubStandIn {
  /** What `integrations.github.apiBaseUrl` is set to. */
  readonly url: string;
  readonly token: string;
  readonly requests: readonly GitHubRequest[];
  /** Adds `owner/name`, with environments. */
  addRepository(slug: string, environments?: readonly string[]): void;
  setRepository(
    slug: string,
    state: { isArchived?: boolean; renamedTo?: string },
  ): void;
  /**
   * The secret's text; `undefined` when there is none.
   * @param scope - `owner/name`, `owner/name/environment` or an organization
   */
  secret(scope: string, name: string): string | undefined;
  /** Somebody else writes a secret, or removes it. */
  setSecret(scope: string, name: string, value: string | undefined): void;
  variable(scope: string, name: string): string | undefined;
  setVariable(scope: string, name: string, value: string): void;
  updatedAt(scope: string, name: string): Date | undefined;
  addRun(slug: string, run: WorkflowRun): void;
  /** Sets how requests are met whose method and path begin so: `PUT /repos/acme`. An earlier one of the same is replaced. */
  setManner(start: string, manner: GitHubManner): void;
  /** Called before each request is answered. */
  onRequest(listener: (request: GitHubRequest) => void): void;
  /** Called by that listener: the request waits until then. */
  hold(until: Promise<void>): void;
  stop(): Promise<void>;
}

/**
 * A stand-in for GitHub, written from its REST documentation of Actions secrets, variables and workflow runs: no GitHub
 * is at hand in the tests. It opens what is sealed for it with the same library as GitHub, keeps times to the second,
 * and shows no value of a secret.
 * @public
 */
export async function startGitHubStandIn(
  options: { token?: string; now?: () => Date } = {},
): Promise<GitHubStandIn> {
  await sodium.ready;
  const { token = 'ghp_stand-in', now = () => new Date() } = options;
  const state = new GitHubState();
  const requests: GitHubRequest[] = [];
  const manners = new Map<string, GitHubManner>();
  let listener: (request: GitHubRequest) => void = () => undefined;
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  let held: Promise<void> | undefined;
  app.use(async (request, response, next) => {
    const { method, originalUrl: path, body } = request;
    requests.push({ method, path, body });
    listener({ method, path, body });
    const until = held;
    held = undefined;
    await until;
    const at = [...manners.keys()].find(start =>
      `${method} ${path}`.startsWith(start),
    );
    if (meetWith(manners.get(at ?? '') ?? 'answers', request, response)) return;
    if (request.headers.authorization === `Bearer ${token}`) next();
    else response.status(401).json({ message: 'Bad credentials' });
  });
  addRoutes(app, state, now);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const repository = (slug: string) => {
    const found = state.repositories.get(slug);
    if (!found) throw new Error(`There is no repository ${slug}`);
    return found;
  };
  const scopeAt = (name: string) => {
    const path = scopePath(name);
    const found = state.scopes.get(path) ?? new GitHubScope();
    state.scopes.set(path, found);
    return found;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    requests,
    addRepository: (slug, environments = []) => {
      state.repositories.set(slug, new GitHubRepository());
      scopeAt(slug);
      scopeAt(slug.split('/')[0]);
      environments.forEach(each => scopeAt(`${slug}/${each}`));
    },
    setRepository: (slug, changed) => Object.assign(repository(slug), changed),
    secret: (scope, name) => scopeAt(scope).secrets.get(name)?.value,
    setSecret: (scope, name, value) => {
      const { secrets } = scopeAt(scope);
      if (value === undefined) secrets.delete(name);
      else
        secrets.set(name, {
          visibility: 'private',
          ...secrets.get(name),
          value,
          updatedAt: now(),
        });
    },
    variable: (scope, name) => scopeAt(scope).variables.get(name),
    setVariable: (scope, name, value) => {
      scopeAt(scope).variables.set(name, value);
    },
    updatedAt: (scope, name) => scopeAt(scope).secrets.get(name)?.updatedAt,
    addRun: (slug, run) => {
      const { runs } = repository(slug);
      runs.unshift({ ...run, id: 1000 + runs.length, createdAt: now() });
    },
    setManner: (start, manner) => {
      manners.set(start, manner);
    },
    onRequest: hear => {
      listener = hear;
    },
    hold: until => {
      held = until;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function scopePath(name: string): string {
  const [owner, repo, environment] = name.split('/');
  if (repo === undefined) return `/orgs/${owner}/actions`;
  return environment === undefined
    ? `/repos/${owner}/${repo}/actions`
    : `/repos/${owner}/${repo}/environments/${environment}`;
}
