import { startRestApi, type RestApiStandIn } from '../restApi';
import {
  GitLabProject,
  GitLabState,
  type GitLabJob,
  type GitLabVariable,
} from './GitLabState';
import { addRoutes } from './routes';
import { createdVariable } from './variableRules';

/** GitLab's API for CI/CD variables, and hands on what it holds. @public */
export interface GitLabStandIn extends RestApiStandIn {
  readonly token: string;
  addProject(path: string): void;
  addGroup(path: string): void;
  setProject(
    path: string,
    state: { isArchived?: boolean; renamedTo?: string },
  ): void;
  /**
   * A variable with its value, hidden or not; `undefined` when there is none.
   * @param holder - path of a project or of a group
   */
  variable(
    holder: string,
    key: string,
    environment?: string,
  ): Readonly<GitLabVariable> | undefined;
  /** Somebody else writes a variable; what they do not say stays, or has GitLab's default. */
  setVariable(
    holder: string,
    variable: Partial<GitLabVariable> & { key: string },
  ): void;
  /** Somebody else removes a variable of every scope. */
  removeVariable(holder: string, key: string): void;
  /** Makes it as old as those that do not know the filter of environment scopes. */
  forgetFilter(): void;
  /** A job that has just started, and ended. */
  addJob(project: string, job: GitLabJob): void;
}

/**
 * A stand-in for GitLab, written from its REST documentation of projects, CI/CD variables and jobs: no GitLab is at hand
 * in the tests. It refuses values that cannot be masked, shows no hidden one, and has no time of a variable, as GitLab.
 * @public
 */
export async function startGitLabStandIn(
  options: { token?: string; now?: () => Date } = {},
): Promise<GitLabStandIn> {
  const { token = 'glpat-stand-in', now = () => new Date() } = options;
  const state = new GitLabState();
  const api = await startRestApi({
    authorization: `Bearer ${token}`,
    limit: { status: 429, headerPrefix: 'ratelimit' },
    now,
    addRoutes: app => addRoutes(app, state),
  });

  const project = (path: string) => {
    const found = state.projects.get(path);
    if (!found) throw new Error(`There is no project ${path}`);
    return found;
  };
  const variablesOf = (holder: string) => {
    const kind = state.projects.has(holder) ? 'projects' : 'groups';
    const found = state.variables.get(`${kind}/${holder}`);
    if (!found) throw new Error(`There is no project or group ${holder}`);
    return found;
  };
  const find = (holder: string, key: string, environment = '*') =>
    variablesOf(holder).find(
      each => each.key === key && each.environment_scope === environment,
    );

  return {
    ...api,
    token,
    addProject: path => {
      state.projects.set(path, new GitLabProject());
      state.variables.set(`projects/${path}`, []);
    },
    addGroup: path => {
      state.variables.set(`groups/${path}`, []);
    },
    setProject: (path, changed) => Object.assign(project(path), changed),
    variable: find,
    setVariable: (holder, variable) => {
      const found = find(holder, variable.key, variable.environment_scope);
      if (found) Object.assign(found, variable);
      else
        variablesOf(holder).push({ ...createdVariable(variable), ...variable });
    },
    removeVariable: (holder, key) => {
      const variables = variablesOf(holder);
      const others = variables.filter(each => each.key !== key);
      variables.splice(0, variables.length, ...others);
    },
    forgetFilter: () => {
      state.knowsFilter = false;
    },
    addJob: (path, job) => {
      const { jobs } = project(path);
      jobs.unshift({ ...job, id: 1000 + jobs.length, startedAt: now() });
    },
  };
}
