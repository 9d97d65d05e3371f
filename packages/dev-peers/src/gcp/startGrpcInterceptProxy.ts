import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceError,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { InterceptedMoment, InterceptProxy } from '../faults';
import { secretManagerService } from './standIn/service';

/** What is answered in the service's place. @public */
export interface CannedRefusal {
  /** One of gRPC's status codes. */
  readonly code: number;
  readonly details: string;
}

type Verdict = 'go on' | 'break' | CannedRefusal;

const bytesAsTheyAre = (bytes: Buffer) => bytes;

/**
 * A proxy for Secret Manager's requests over gRPC that is held up at one moment. Then it goes on, or breaks for good,
 * or refuses this request and all that follow.
 * @param endpoint - host and port of a server without TLS
 * @public
 */
export async function startGrpcInterceptProxy(
  endpoint: string,
  point: InterceptedMoment,
  act: () => Promise<Verdict>,
): Promise<Omit<InterceptProxy, 'address'> & { readonly endpoint: string }> {
  const upstream = new Client(endpoint, credentials.createInsecure(), {
    // Its port may be that of an earlier server, which others in this process still wait for.
    'grpc.use_local_subchannel_pool': 1,
  });
  const server = new Server();
  let requests = 0;
  let verdict: Verdict = 'go on';

  const pass = async (
    path: string,
    call: ServerUnaryCall<Buffer, Buffer>,
  ): Promise<Buffer | ServiceError | CannedRefusal> => {
    requests += 1;
    const isHere = requests === point.request;
    if (isHere && point.moment === 'before') {
      verdict = await act();
    }
    let answer: Buffer | ServiceError | CannedRefusal | 'break' = 'break';
    if (verdict === 'go on') {
      answer = await exchange(upstream, path, call);
      if (isHere && point.moment === 'after') {
        verdict = await act();
      }
    }
    if (verdict !== 'go on') {
      answer = verdict;
    }
    if (answer === 'break') {
      server.forceShutdown();
      return new Promise(() => undefined); // The connection is gone: nobody waits for the answer.
    }
    return answer;
  };

  const service = Object.entries(secretManagerService());
  const handlers: UntypedServiceImplementation = Object.fromEntries(
    service.map(([method, { path }]) => [
      method,
      (
        call: ServerUnaryCall<Buffer, Buffer>,
        callback: sendUnaryData<Buffer>,
      ) => {
        pass(path, call).then(
          answer =>
            Buffer.isBuffer(answer) ? callback(null, answer) : callback(answer),
          error => callback(error),
        );
      },
    ]),
  );
  server.addService(
    Object.fromEntries(
      service.map(([method, definition]) => [
        method,
        {
          ...definition,
          requestDeserialize: bytesAsTheyAre,
          responseSerialize: bytesAsTheyAre,
        },
      ]),
    ),
    handlers,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      '127.0.0.1:0',
      ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(error) : resolve(bound)),
    );
  });
  return {
    endpoint: `127.0.0.1:${port}`,
    wasReached: () => requests >= point.request,
    async close() {
      server.forceShutdown();
      upstream.close();
    },
  };
}

/** Never rejects: a refusal of the service is its answer. */
async function exchange(
  upstream: Client,
  path: string,
  { request, metadata }: ServerUnaryCall<Buffer, Buffer>,
): Promise<Buffer | ServiceError> {
  const passedOn = new Metadata();
  for (const key of Object.keys(metadata.getMap())) {
    if (!key.startsWith('grpc-') && key !== 'user-agent') {
      metadata.get(key).forEach(value => passedOn.add(key, value));
    }
  }
  return new Promise(resolve => {
    upstream.makeUnaryRequest(
      path,
      bytesAsTheyAre,
      bytesAsTheyAre,
      request,
      passedOn,
      (error, answer) => resolve(error ?? answer ?? Buffer.alloc(0)),
    );
  });
}
