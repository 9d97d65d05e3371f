import createClient from 'openapi-fetch';
import type {
  Configuration,
  Confirmation,
  EntitySecrets,
  ErrorBody,
  Plan,
  Run,
  RunDetail,
  RunEventPage,
  RunPage,
  SecretDetail,
  SecretPage,
  UnmanagedPage,
} from './models';
import type { paths } from './generated/types';
import type { RunCause, RunKind, SecretBadge, StepName } from '../vocabulary';

/** The name of a secret in the catalog. @public */
export interface SecretName {
  /** The entity's namespace. */
  namespace: string;
  /** The entity's name. */
  name: string;
}

/** What a person can filter secrets by. @public */
export interface SecretFilter {
  /** Entity ref of the owner. */
  owner?: string;
  /** Entity ref of the system. */
  system?: string;
  /** Name of the store in app-config. */
  store?: string;
  /** Name of the policy in app-config. */
  policy?: string;
  /** The worst of the secret's states. */
  badge?: SecretBadge;
  /** Part of the secret's name. */
  search?: string;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** How many at most. */
  limit?: number;
}

/** What a person can filter by what is not managed yet. @public */
export interface UnmanagedFilter {
  /** Name of the store in app-config. */
  store?: string;
  /** Part of the path. */
  search?: string;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** How many at most. */
  limit?: number;
}

/** Which run is wanted. @public */
export interface RunOptions {
  /** `rotate` by default. */
  kind?: RunKind;
  /** `routine` by default. */
  cause?: RunCause;
}

/**
 * An answer that is not a success.
 * @public
 */
export class SecretRotationApiError extends Error {
  /** HTTP status, for example 409. */
  readonly status: number;
  /** The field of the request that is wrong, if one is. */
  readonly field?: string;
  /** The run that is already open, if one is. */
  readonly openRun?: number;

  constructor(status: number, body: ErrorBody['error']) {
    super(body.message);
    this.name = 'SecretRotationApiError';
    this.status = status;
    this.field = body.field;
    this.openRun = body.openRun;
  }
}

/**
 * The typed client of the API, derived from its OpenAPI document.
 * Reads may be repeated; `startRun` may be repeated with the same idempotency key.
 * @public
 */
export interface SecretRotationApi {
  /** Secrets that the caller may read, worst first. */
  listSecrets(filter?: SecretFilter): Promise<SecretPage>;
  /** One secret with versions and consumers. */
  getSecret(secret: SecretName): Promise<SecretDetail>;
  /** The secrets that an entity depends on. */
  listEntitySecrets(
    entity: SecretName & { kind: string },
  ): Promise<EntitySecrets>;
  /** Allows Keyturn to act on the binding that the caller looked at. Throws with status 409 when it has changed. */
  enrol(
    secret: SecretName,
    options: { reason: string; bindingDigest: string },
  ): Promise<SecretDetail>;
  /** What a start would do now. Writes nothing. */
  plan(secret: SecretName, options?: RunOptions): Promise<Plan>;
  /** Starts a run. Throws with status 409 and `openRun` when one is open. */
  startRun(
    secret: SecretName,
    options: RunOptions & { reason: string; idempotencyKey?: string },
  ): Promise<Run>;
  /** Runs of a secret, newest first. */
  listRuns(
    secret: SecretName,
    page?: { cursor?: string; limit?: number },
  ): Promise<RunPage>;
  /** One run with its steps and consumers. */
  getRun(runId: number): Promise<RunDetail>;
  /** The audit trail of a run, oldest first. */
  listRunEvents(
    runId: number,
    page?: { cursor?: string; limit?: number },
  ): Promise<RunEventPage>;
  /** Ends a run that has not touched the target yet. */
  cancelRun(runId: number, reason: string): Promise<Run>;
  /** Turns a run back to the old version. */
  rollbackRun(runId: number, reason: string): Promise<Run>;
  /** Looks again now. */
  recheckRun(runId: number, reason: string): Promise<Run>;
  /** Says that the task which the run asks for is done. */
  completeRun(runId: number, options: CompleteRunOptions): Promise<Run>;
  /** Keeps the version that is current in the store and leads the run to it. */
  adoptRun(runId: number, reason: string): Promise<Run>;
  /** Replaces the version that somebody else wrote while the run went on. */
  retryRun(runId: number, reason: string): Promise<Run>;
  /** Lets the run go on without consumers that vanished: those of the turn that the caller looked at. */
  releaseRun(
    runId: number,
    options: { reason: string; consumers: string[] },
  ): Promise<Run>;
  /** What stores hold and no catalog entity claims, the oldest first. */
  listUnmanaged(filter?: UnmanagedFilter): Promise<UnmanagedPage>;
  /** Names and problems of the operator's configuration. */
  getConfiguration(): Promise<Configuration>;
}

/** What a person says of a task that they have done. @public */
export interface CompleteRunOptions {
  /** Kept in the audit trail. */
  reason: string;
  /** The step of the run whose task they saw; without it the one that the run asks for now. */
  step?: StepName;
  /** The version that the task showed and that they call theirs. */
  version?: string;
  /** What the task asked them to confirm: which consumers use which version. */
  confirms?: Confirmation;
}

/** What the client needs of its surroundings: both shapes exist in Backstage's browser and backend. @public */
export interface SecretRotationClientOptions {
  /** Finds the plugin's base URL. */
  discovery: { getBaseUrl(pluginId: string): Promise<string> };
  /** Sends a request; in the browser Backstage's `fetchApi.fetch`, which signs the user in. */
  fetch: typeof fetch;
}

/**
 * The client over `fetch`.
 * @public
 */
export class SecretRotationClient implements SecretRotationApi {
  readonly #options: SecretRotationClientOptions;

  constructor(options: SecretRotationClientOptions) {
    this.#options = options;
  }

  /** {@inheritDoc SecretRotationApi.listSecrets} */
  async listSecrets(filter: SecretFilter = {}): Promise<SecretPage> {
    const http = await this.#http();
    return unwrap(await http.GET('/v1/secrets', { params: { query: filter } }));
  }

  /** {@inheritDoc SecretRotationApi.getSecret} */
  async getSecret(secret: SecretName): Promise<SecretDetail> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/secrets/{namespace}/{name}', {
        params: { path: secret },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.listEntitySecrets} */
  async listEntitySecrets(
    entity: SecretName & { kind: string },
  ): Promise<EntitySecrets> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/entities/{kind}/{namespace}/{name}/secrets', {
        params: { path: entity },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.enrol} */
  async enrol(
    secret: SecretName,
    options: { reason: string; bindingDigest: string },
  ): Promise<SecretDetail> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/secrets/{namespace}/{name}/enrol', {
        params: { path: secret },
        body: options,
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.plan} */
  async plan(secret: SecretName, options: RunOptions = {}): Promise<Plan> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/secrets/{namespace}/{name}/plan', {
        params: { path: secret },
        body: options,
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.startRun} */
  async startRun(
    secret: SecretName,
    options: RunOptions & { reason: string; idempotencyKey?: string },
  ): Promise<Run> {
    const http = await this.#http();
    const { idempotencyKey, ...body } = options;
    return unwrap(
      await http.POST('/v1/secrets/{namespace}/{name}/runs', {
        params: {
          path: secret,
          header: idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {},
        },
        body,
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.listRuns} */
  async listRuns(
    secret: SecretName,
    page: { cursor?: string; limit?: number } = {},
  ): Promise<RunPage> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/secrets/{namespace}/{name}/runs', {
        params: { path: secret, query: page },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.getRun} */
  async getRun(runId: number): Promise<RunDetail> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/runs/{runId}', { params: { path: { runId } } }),
    );
  }

  /** {@inheritDoc SecretRotationApi.listRunEvents} */
  async listRunEvents(
    runId: number,
    page: { cursor?: string; limit?: number } = {},
  ): Promise<RunEventPage> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/runs/{runId}/events', {
        params: { path: { runId }, query: page },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.cancelRun} */
  async cancelRun(runId: number, reason: string): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/cancel', {
        params: { path: { runId } },
        body: { reason },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.rollbackRun} */
  async rollbackRun(runId: number, reason: string): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/rollback', {
        params: { path: { runId } },
        body: { reason },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.recheckRun} */
  async recheckRun(runId: number, reason: string): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/recheck', {
        params: { path: { runId } },
        body: { reason },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.completeRun} */
  async completeRun(runId: number, options: CompleteRunOptions): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/complete', {
        params: { path: { runId } },
        body: options,
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.adoptRun} */
  async adoptRun(runId: number, reason: string): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/adopt', {
        params: { path: { runId } },
        body: { reason },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.retryRun} */
  async retryRun(runId: number, reason: string): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/retry', {
        params: { path: { runId } },
        body: { reason },
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.releaseRun} */
  async releaseRun(
    runId: number,
    options: { reason: string; consumers: string[] },
  ): Promise<Run> {
    const http = await this.#http();
    return unwrap(
      await http.POST('/v1/runs/{runId}/release', {
        params: { path: { runId } },
        body: options,
      }),
    );
  }

  /** {@inheritDoc SecretRotationApi.listUnmanaged} */
  async listUnmanaged(filter: UnmanagedFilter = {}): Promise<UnmanagedPage> {
    const http = await this.#http();
    return unwrap(
      await http.GET('/v1/unmanaged', { params: { query: filter } }),
    );
  }

  /** {@inheritDoc SecretRotationApi.getConfiguration} */
  async getConfiguration(): Promise<Configuration> {
    const http = await this.#http();
    return unwrap(await http.GET('/v1/configuration'));
  }

  async #http() {
    const baseUrl = await this.#options.discovery.getBaseUrl('secret-rotation');
    return createClient<paths>({
      baseUrl,
      fetch: request => sendInParts(this.#options.fetch, request),
    });
  }
}

/**
 * Backstage's `fetchApi` looks at what it is given by making a `Request` of it, which uses up the body of one that is
 * given whole. In parts it can be looked at as often as its middlewares like.
 */
async function sendInParts(
  send: typeof fetch,
  request: Request,
): Promise<Response> {
  const { url, method, headers, signal } = request;
  const body = request.body ? await request.text() : undefined;
  return send(url, { method, headers, signal, body });
}

function unwrap<T>(answer: {
  data?: T;
  error?: unknown;
  response: Response;
}): T {
  if (answer.data !== undefined) return answer.data;
  const { status, statusText } = answer.response;
  const body = answer.error as Partial<ErrorBody> | undefined;
  throw new SecretRotationApiError(
    status,
    body?.error ?? {
      name: 'Error',
      message: `The backend answered ${status} ${statusText}`,
    },
  );
}
