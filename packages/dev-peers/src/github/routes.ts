import type { Express, Request, Response } from 'express';
import type { GitHubScope, GitHubState, KeptRun } from './GitHubState';

const NOT_FOUND = { message: 'Not Found' };
/** The first 48 KB, as base64 with what sealing adds. */
const MAX_SEALED = ((48 * 1024 + 48) * 4) / 3 + 4;

/** Adds the routes of GitHub's API that Keyturn uses. */
export function addRoutes(
  app: Express,
  state: GitHubState,
  now: () => Date,
): void {
  app.get('/repos/:owner/:name', (request, response) => {
    const slug = slugOf(request);
    const found = state.repositories.get(slug);
    if (!found) response.status(404).json(NOT_FOUND);
    else if (found.renamedTo !== undefined)
      response.redirect(301, `/repos/${found.renamedTo}`);
    else response.json({ full_name: slug, archived: found.isArchived });
  });

  app.get(
    '/repos/:owner/:name/actions/workflows/:workflow/runs',
    (request, response) => {
      const slug = slugOf(request);
      const { branch, per_page: perPage = '30' } = request.query;
      const runs = (state.repositories.get(slug)?.runs ?? []).filter(
        run =>
          run.workflow === request.params.workflow &&
          (branch === undefined || run.branch === branch),
      );
      response.json({
        total_count: runs.length,
        workflow_runs: runs
          .slice(0, Number(perPage))
          .map(run => shown(run, slug)),
      });
    },
  );

  for (const base of [
    '/repos/:owner/:name/actions',
    '/repos/:owner/:name/environments/:environment',
    '/orgs/:owner/actions',
  ]) {
    const inScope =
      (
        act: (scope: GitHubScope, request: Request, response: Response) => void,
      ) =>
      (request: Request, response: Response) => {
        const scope = state.scopes.get(scopePath(base, request));
        const isArchived =
          state.repositories.get(slugOf(request))?.isArchived === true;
        if (!scope) response.status(404).json(NOT_FOUND);
        else if (isArchived && request.method !== 'GET')
          response.status(403).json({ message: 'Repository was archived' });
        else act(scope, request, response);
      };
    addSecretRoutes(app, base, inScope, now);
    addVariableRoutes(app, base, inScope);
  }
}

type InScope = (
  act: (scope: GitHubScope, request: Request, response: Response) => void,
) => (request: Request, response: Response) => void;

function addSecretRoutes(
  app: Express,
  base: string,
  inScope: InScope,
  now: () => Date,
) {
  const isOrganization = base.startsWith('/orgs');
  app.get(
    `${base}/secrets/public-key`,
    inScope((scope, _, response) => {
      response.json({ key_id: 'key-1', key: scope.publicKey });
    }),
  );
  app.get(
    `${base}/secrets/:secret`,
    inScope(({ secrets }, request, response) => {
      const { secret: name } = request.params;
      const found = secrets.get(name);
      if (!found) response.status(404).json(NOT_FOUND);
      else
        response.json({
          name,
          created_at: time(found.updatedAt),
          updated_at: time(found.updatedAt),
          ...(isOrganization && { visibility: found.visibility }),
        });
    }),
  );
  app.get(
    `${base}/secrets/:secret/repositories`,
    inScope((_, __, response) => {
      response.json({ total_count: 2, repositories: [{ id: 7 }, { id: 9 }] });
    }),
  );
  app.put(
    `${base}/secrets/:secret`,
    inScope((scope, request, response) => {
      const { secret: name } = request.params;
      const {
        encrypted_value: sealed,
        key_id: keyId,
        visibility,
      } = request.body;
      const isWhole = !isOrganization || visibility !== undefined;
      if (keyId !== 'key-1' || !isWhole || sealed.length > MAX_SEALED) {
        response.status(422).json({ message: 'Validation failed' });
        return;
      }
      const isNew = !scope.secrets.has(name);
      const value = scope.open(sealed);
      scope.secrets.set(name, { value, updatedAt: now(), visibility });
      response.status(isNew ? 201 : 204).end();
    }),
  );
}

function addVariableRoutes(app: Express, base: string, inScope: InScope) {
  app.get(
    `${base}/variables/:variable`,
    inScope(({ variables }, request, response) => {
      const { variable: name } = request.params;
      const value = variables.get(name);
      if (value === undefined) response.status(404).json(NOT_FOUND);
      else response.json({ name, value });
    }),
  );
  app.post(
    `${base}/variables`,
    inScope(({ variables }, request, response) => {
      const { name, value, visibility } = request.body;
      const isWhole = !base.startsWith('/orgs') || visibility !== undefined;
      if (variables.has(name) || !isWhole) {
        response.status(variables.has(name) ? 409 : 422).json({ message: '' });
        return;
      }
      variables.set(name, value);
      response.status(201).json({});
    }),
  );
  app.patch(
    `${base}/variables/:variable`,
    inScope(({ variables }, request, response) => {
      const { variable: name } = request.params;
      if (!variables.has(name)) response.status(404).json(NOT_FOUND);
      else {
        variables.set(name, request.body.value);
        response.status(204).end();
      }
    }),
  );
}

function slugOf({ params }: Request): string {
  return `${params.owner}/${params.name}`;
}

function scopePath(base: string, { params }: Request): string {
  return base.replace(/:(\w+)/g, (_, key: string) => params[key]);
}

/** To the second, as GitHub shows times. */
function time(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function shown(run: KeptRun, slug: string) {
  return {
    id: run.id,
    created_at: time(run.createdAt),
    conclusion: run.conclusion,
    status: 'completed',
    event: run.event ?? 'push',
    head_branch: run.branch,
    head_repository: { full_name: run.from ?? slug },
  };
}
