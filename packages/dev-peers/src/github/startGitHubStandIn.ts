import sodium from 'libsodium-wrappers';
import { startRestApi, type RestApiStandIn } from '../restApi';
import {
  GitHubRepository,
  GitHubScope,
  GitHubState,
  type WorkflowRun,
} from './GitHubState';
import { addRoutes } from './routes';

/** GitHub's API for secrets of Actions, and hands on what it holds. @public */
export interface GitHubStandIn extends RestApiStandIn {
  readonly token: string;
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
  const api = await startRestApi({
    authorization: `Bearer ${token}`,
    limit: { status: 403, headerPrefix: 'x-ratelimit' },
    now,
    addRoutes: app => addRoutes(app, state, now),
  });

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
    ...api,
    token,
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
  };
}

function scopePath(name: string): string {
  const [owner, repo, environment] = name.split('/');
  if (repo === undefined) return `/orgs/${owner}/actions`;
  return environment === undefined
    ? `/repos/${owner}/${repo}/actions`
    : `/repos/${owner}/${repo}/environments/${environment}`;
}
