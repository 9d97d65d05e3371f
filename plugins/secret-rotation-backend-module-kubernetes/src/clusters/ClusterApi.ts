import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  createConfiguration,
  CustomObjectsApi,
  ServerConfiguration,
  Watch,
  type KubeConfig,
  type KubernetesObject,
} from '@kubernetes/client-node';
import { apiProblem, ApiProblem, problemOfStatus } from './ApiProblem';
import { boundedTransport } from './boundedTransport';

/** Who wrote, as Kubernetes keeps it in `managedFields`. @internal */
export const FIELD_MANAGER = 'keyturn';

const PAGE = 250;

interface Page<T> {
  readonly items: T[];
  readonly metadata?: { readonly _continue?: string };
}

/** One cluster's API for the time of one effect. Everything that it throws is an {@link ApiProblem}. @internal */
export class ClusterApi {
  readonly name: string;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly core: CoreV1Api;
  readonly custom: CustomObjectsApi;
  readonly #config: KubeConfig;
  readonly #signal: AbortSignal;

  constructor(
    name: string,
    config: KubeConfig,
    limit: { timeoutMs: number; signal: AbortSignal },
  ) {
    const configuration = createConfiguration({
      baseServer: new ServerConfiguration(
        config.getCurrentCluster()?.server ?? '',
        {},
      ),
      authMethods: { default: config },
      httpApi: boundedTransport(limit),
    });
    this.name = name;
    this.apps = new AppsV1Api(configuration);
    this.batch = new BatchV1Api(configuration);
    this.core = new CoreV1Api(configuration);
    this.custom = new CustomObjectsApi(configuration);
    this.#config = config;
    this.#signal = limit.signal;
  }

  /** Asks once. */
  async ask<T>(asked: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw apiProblem(error, asked);
    }
  }

  /** Asks for what may not be there, object or kind. */
  async find<T>(asked: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      const problem = apiProblem(error, asked);
      if (problem.kind === 'absent') return undefined;
      throw problem;
    }
  }

  /** Every item of a list, page by page; none where the cluster does not know the kind. */
  async listAll<T>(
    asked: string,
    page: (at: { limit: number; _continue?: string }) => Promise<Page<T>>,
  ): Promise<T[]> {
    const all: T[] = [];
    let _continue: string | undefined;
    do {
      const at = { limit: PAGE, _continue };
      const read = await this.find(asked, () => page(at));
      if (!read) return all;
      if (!Array.isArray(read.items)) throw new ApiProblem('malformed', asked);
      all.push(...read.items);
      _continue = read.metadata?._continue || undefined;
    } while (_continue);
    return all;
  }

  /**
   * Waits until one object is another than the version that was seen, or for the end of the watch, whatever ended it:
   * who waits looks again in any case. So nothing is lost with a line that is cut or a history that is gone. The watch
   * begins with what there is, not with the version that was seen: of an object that nobody wrote for some minutes, the
   * server has no history from there any more, and would refuse it again and again.
   * @throws ApiProblem `forbidden` alone
   */
  async nextChange(
    asked: string,
    path: string,
    seen: { name: string; resourceVersion: string | undefined },
  ): Promise<void> {
    const watch = new Watch(this.#config);
    const { name, resourceVersion } = seen;
    let end: AbortController | undefined;
    const stop = () => end?.abort();
    try {
      await new Promise<void>((done, failed) => {
        this.#signal.addEventListener('abort', () => done(), { once: true });
        watch
          .watch(
            path,
            { fieldSelector: `metadata.name=${name}` },
            (_type, object: KubernetesObject) => {
              if (object.metadata?.resourceVersion !== resourceVersion) done();
            },
            error => {
              const kind = problemOfStatus(error?.statusCode);
              if (kind === 'forbidden') failed(new ApiProblem(kind, asked));
              else done();
            },
          )
          .then(controller => {
            end = controller;
            if (this.#signal.aborted) stop();
          }, failed);
      });
    } finally {
      stop();
    }
  }
}
