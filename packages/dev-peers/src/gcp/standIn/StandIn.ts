import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Faults } from './Faults';
import { Keys } from './Keys';
import { secretManagerMethods } from './Methods';
import { Refusal } from './refusal';
import { Rights } from './Rights';
import { retryInfo } from './retryInfo';
import { secretManagerService } from './service';
import type { State } from './state';

const HOST = '127.0.0.1';

/** Comes between a request and its answer; calling `carryOut` does what was asked. @public */
export type GcpPassage = (
  method: string,
  carryOut: () => Promise<object>,
) => Promise<object>;

/** A port at which the stand-in listens. */
export interface StandInPort {
  readonly port: number;
  /** Breaks all connections and listens no more. */
  close(): void;
}

export interface StandInOptions {
  readonly state: State;
  /** Makes the state durable. Runs before a changing request is answered. */
  readonly save: () => Promise<void>;
  readonly location: string | undefined;
  readonly now: () => number;
}

/**
 * A STAND-IN for GCP Secret Manager, for development and tests: its data are not encrypted and it knows no
 * identities. It speaks the real wire protocol, from Google's own `.proto` files.
 */
export class StandIn {
  readonly faults = new Faults();
  readonly rights = new Rights();
  readonly keys = new Keys();
  readonly #service = secretManagerService();
  readonly #options: StandInOptions;
  readonly #methods: ReturnType<typeof secretManagerMethods>;

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#methods = secretManagerMethods({
      ...options,
      rights: this.rights,
      keys: this.keys,
    });
  }

  /** Listens on loopback; port 0 is any free one. */
  async listen(
    port: number,
    passage: GcpPassage = (_, carryOut) => carryOut(),
  ): Promise<StandInPort> {
    const server = new Server();
    const handlers: UntypedServiceImplementation = {};
    for (const method of Object.keys(this.#methods)) {
      handlers[method] = (
        call: ServerUnaryCall<unknown, object>,
        callback: sendUnaryData<object>,
      ) => {
        passage(method, () => this.#carryOut(method, call.request)).then(
          answer => callback(null, answer),
          error => callback(statusOf(error)),
        );
      };
    }
    server.addService(this.#service, handlers);
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(
        `${HOST}:${port}`,
        ServerCredentials.createInsecure(),
        (error, given) => (error ? reject(error) : resolve(given)),
      );
    });
    return { port: bound, close: () => server.forceShutdown() };
  }

  async #carryOut(method: string, message: unknown): Promise<object> {
    const perform = this.#methods[method];
    if (!perform) {
      throw new Refusal(status.UNIMPLEMENTED, method);
    }
    const { changes } = this.#options.state;
    try {
      return this.faults.meet(method, message, perform);
    } finally {
      if (this.#options.state.changes !== changes) {
        await this.#options.save();
      }
    }
  }
}

function statusOf(error: unknown) {
  if (!(error instanceof Refusal)) {
    return { code: status.INTERNAL, details: 'Internal error.' };
  }
  const metadata = new Metadata();
  if (error.retryAfterSeconds !== undefined) {
    metadata.set('grpc-status-details-bin', retryInfo(error));
  }
  return { code: error.code, details: error.message, metadata };
}
