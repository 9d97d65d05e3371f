import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AuthClient, GoogleAuth } from 'google-auth-library';
import { boundedFetch } from './boundedFetch';
import {
  lastPart,
  revisionSchema,
  serviceSchema,
  type Revision,
  type Service,
} from './resources';
import { runProblem } from './runProblem';

const GOOGLE = 'https://run.googleapis.com';

/** Where the services are, and how to ask for them. @internal */
export interface CloudRunPlace {
  readonly key: string;
  readonly project: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly timeoutMs: number;
}

interface ApiRequest {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly params?: Record<string, string>;
  readonly data?: object;
}

/**
 * The requests to the Cloud Run Admin API v2 for the time of one effect. They throw WorkloadProblem and the errors
 * of the contract.
 * @internal
 */
export class CloudRunApi {
  readonly #place: CloudRunPlace;
  readonly #auth: GoogleAuth<AuthClient>;
  readonly #signal: AbortSignal;

  constructor(
    place: CloudRunPlace,
    auth: GoogleAuth<AuthClient>,
    signal: AbortSignal,
  ) {
    this.#place = place;
    this.#auth = auth;
    this.#signal = signal;
  }

  async service(name: string): Promise<Service> {
    const request = { method: 'GET', path: name } as const;
    return this.#ask('run.services.get', request, serviceSchema.parse);
  }

  /** @param revision - by its whole name or by its last part */
  async revision(service: string, revision: string): Promise<Revision> {
    const path = `${service}/revisions/${lastPart(revision)}`;
    return this.#ask(
      'run.revisions.get',
      { method: 'GET', path },
      revisionSchema.parse,
    );
  }

  /** Changes one field of a service, if the service is still what was looked at. Cloud Run then goes on by itself. */
  async update(
    name: string,
    service: Service,
    field: 'template' | 'traffic',
  ): Promise<void> {
    const params = { updateMask: field };
    await this.#ask(
      'run.services.update',
      { method: 'PATCH', path: name, params, data: service },
      () => undefined,
    );
  }

  async #ask<T>(
    permission: string,
    request: ApiRequest,
    read: (answer: unknown) => T,
  ): Promise<T> {
    const over = AbortSignal.any([
      this.#signal,
      AbortSignal.timeout(this.#place.timeoutMs),
    ]);
    try {
      // Credentials are fetched without the signal: a silent server of theirs would hold the request up for good.
      return read(
        await Promise.race([this.#send(request, over), rejectOnceOver(over)]),
      );
    } catch (error) {
      throw runProblem(error, permission);
    }
  }

  async #send({ path, ...request }: ApiRequest, signal: AbortSignal) {
    const { key, project, region, endpoint = GOOGLE } = this.#place;
    const client = await this.#auth.getClient().catch(() => {
      throw new MisconfiguredError(
        `There are no Google credentials for ${key}`,
        'Give auth.keyFile, or application-default credentials to the portal',
      );
    });
    const { data } = await client.request<unknown>({
      ...request,
      url: `${endpoint}/v2/projects/${project}/locations/${region}/services/${path}`,
      signal,
      // The engine tries again; a client that does so too would hide it from the run's page.
      retry: false,
      fetchImplementation: boundedFetch,
    });
    return data;
  }
}

function rejectOnceOver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('The time for an answer is over'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
