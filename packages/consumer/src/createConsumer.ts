import type { ServerResponse } from 'node:http';
import {
  createAttestationHandler,
  type AttestationHandler,
  type AttestationOptions,
  type AttestationRequest,
  type ToldVersion,
} from './attestation/createAttestationHandler';
import type { LoadFailure } from './LoadFailures';
import { UsedSecret, type SecretUse } from './UsedSecret';

/** How a service is a consumer. @public */
export interface ConsumerOptions
  extends Pick<
    AttestationOptions,
    'token' | 'instance' | 'startedAt' | 'base'
  > {
  /** Told once when reading, loading or releasing does not work, and again when that changes. */
  onFailure?(failure: LoadFailure): void;
}

/** For Express and everything that calls its middleware alike. @public */
export type AttestationMiddleware = (
  request: AttestationRequest,
  response: ServerResponse,
  next: () => void,
) => void;

/** A service that follows its secrets and proves which version it uses. @public */
export interface Consumer {
  /** Answers the two endpoints of docs/attestation.md, and says whether a request was for one of them. */
  readonly handler: AttestationHandler;
  /** The same as middleware. */
  readonly middleware: AttestationMiddleware;
  /**
   * Starts to use a secret. Rejects when its first version cannot be read or loaded, or when the path is in use.
   */
  use<T>(use: SecretUse<T>): Promise<UsedSecret<T>>;
  /** Looks at every secret now. */
  refresh(): Promise<void>;
  /**
   * Looks at every secret when the process gets a signal, as systemd's `ExecReload=` sends it.
   * @returns ends it
   */
  refreshOn(signal?: NodeJS.Signals): () => void;
  /** Ends every watch and releases everything. */
  close(): Promise<void>;
}

/**
 * Makes a service a consumer of its secrets.
 * @throws Error when the token or the instance is not usable
 * @public
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { onFailure = () => {}, ...attestation } = options;
  const secrets = new Map<string, UsedSecret<unknown>>();
  const stops = new Set<() => void>();

  const refresh = async () => {
    await Promise.all([...secrets.values()].map(secret => secret.refresh()));
  };
  // A path that is not used here is none of its business; the attestation shows that.
  const reload = ({ path, version }: ToldVersion) => {
    secrets.get(path)?.follow(version);
  };
  const handler = createAttestationHandler({
    ...attestation,
    uses: () => [...secrets.values()].flatMap(secret => secret.inUse),
    reload,
  });

  return {
    handler,
    middleware: (request, response, next) => {
      if (!handler(request, response)) next();
    },
    async use(use) {
      if (secrets.has(use.path)) {
        throw new Error(`${use.path} is in use already`);
      }
      const secret = new UsedSecret(use, onFailure);
      secrets.set(use.path, secret);
      try {
        return await secret.start();
      } catch (error) {
        secrets.delete(use.path);
        throw error;
      }
    },
    refresh,
    refreshOn(signal = 'SIGHUP') {
      const stop = () => {
        process.off(signal, refresh);
        stops.delete(stop);
      };
      process.on(signal, refresh);
      stops.add(stop);
      return stop;
    },
    async close() {
      stops.forEach(stop => stop());
      await Promise.all([...secrets.values()].map(secret => secret.close()));
      secrets.clear();
    },
  };
}
