import type { Express, Request, Response } from 'express';
import type { GitLabState, GitLabVariable, KeptJob } from './GitLabState';
import {
  createdVariable,
  refusedAttribute,
  shownVariable,
} from './variableRules';

const API = '/api/v4';
const NOT_FOUND = { message: '404 Not Found' };

/** Adds the routes of GitLab's API that Keyturn uses. */
export function addRoutes(app: Express, state: GitLabState): void {
  app.get(`${API}/projects/:id`, ({ params: { id } }, response) => {
    const found = state.projects.get(id);
    if (!found) response.status(404).json(NOT_FOUND);
    else if (found.renamedTo !== undefined)
      response.redirect(
        301,
        `${API}/projects/${encodeURIComponent(found.renamedTo)}`,
      );
    else response.json({ path_with_namespace: id, archived: found.isArchived });
  });

  app.get(`${API}/projects/:id/jobs`, (request, response) => {
    const { scope, per_page: size = '20', page = '1' } = request.query;
    const found = state.projects.get(request.params.id);
    const first = (Number(page) - 1) * Number(size);
    const jobs = (found?.jobs ?? []).filter(
      ({ status }) => !Array.isArray(scope) || scope.includes(status),
    );
    response.json(jobs.slice(first, first + Number(size)).map(shownJob));
  });

  for (const kind of ['projects', 'groups']) addVariables(app, state, kind);
}

function addVariables(app: Express, state: GitLabState, kind: string) {
  const inHolder =
    (
      act: (
        variables: GitLabVariable[],
        request: Request,
        response: Response,
      ) => void,
    ) =>
    (request: Request, response: Response) => {
      const { id } = request.params;
      const variables = state.variables.get(`${kind}/${id}`);
      const isReadOnly =
        state.projects.get(id)?.isArchived === true && request.method !== 'GET';
      if (!variables) response.status(404).json(NOT_FOUND);
      else if (isReadOnly) response.status(403).json({ message: 'Forbidden' });
      else act(variables, request, response);
    };

  app.get(
    `${API}/${kind}/:id/variables/:key`,
    inHolder((variables, request, response) => {
      const found = only(variables, request, response, state);
      if (found) response.json(shownVariable(found));
    }),
  );
  app.post(
    `${API}/${kind}/:id/variables`,
    inHolder((variables, { body }, response) => {
      const made = createdVariable(body);
      const isTaken = variables.some(
        each =>
          each.key === made.key &&
          each.environment_scope === made.environment_scope,
      );
      const refused = isTaken ? 'key' : refusedAttribute(made);
      if (refused !== undefined) {
        refuse(response, refused);
        return;
      }
      variables.push(made);
      response.status(201).json(shownVariable(made));
    }),
  );
  app.put(
    `${API}/${kind}/:id/variables/:key`,
    inHolder((variables, request, response) => {
      const found = only(variables, request, response, state);
      if (!found) return;
      // An existing variable cannot be made hidden, nor shown again.
      const { key, hidden } = found;
      const changed = { ...found, ...request.body, key, hidden };
      const refused = refusedAttribute(changed);
      if (refused !== undefined) {
        refuse(response, refused);
        return;
      }
      Object.assign(found, changed);
      response.json(shownVariable(found));
    }),
  );
}

/** The one variable that a request means, or an answer that there is none, or that there are several. */
function only(
  variables: readonly GitLabVariable[],
  { params, query }: Request,
  response: Response,
  { knowsFilter }: GitLabState,
): GitLabVariable | undefined {
  const { environment_scope: scope } = Object(knowsFilter && query.filter);
  const found = variables.filter(
    ({ key, environment_scope: each }) =>
      key === params.key && (scope === undefined || each === scope),
  );
  if (found.length === 1) return found[0];
  if (found.length === 0) response.status(404).json(NOT_FOUND);
  else
    response.status(409).json({
      message:
        "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
    });
  return undefined;
}

function refuse(response: Response, attribute: string) {
  response.status(400).json({ message: { [attribute]: ['is invalid'] } });
}

function shownJob({ source = 'push', tag = false, ...job }: KeptJob) {
  const { id, name, ref, status, startedAt } = job;
  return {
    id,
    name,
    ref,
    tag,
    status,
    started_at: startedAt.toISOString(),
    pipeline: { ref, source },
  };
}
