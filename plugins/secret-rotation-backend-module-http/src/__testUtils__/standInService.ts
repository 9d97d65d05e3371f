import { createHmac } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  instanceId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ConformanceInstance,
  InstanceManner,
  InstanceUse,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';

/**
 * A stand-in for one instance of a service: a real HTTP server on loopback that speaks the contract of
 * docs/attestation.md and misbehaves on demand. It has no database and reloads nothing.
 */
export class StandInService implements ConformanceInstance {
  readonly requests: IncomingMessage[] = [];
  readonly bodies: unknown[] = [];
  id = instanceId('one');
  manner: InstanceManner = 'answers';
  /** Answers in place of the contract's, by path. */
  readonly overrides = new Map<
    string,
    (request: IncomingMessage, response: ServerResponse) => void
  >();
  #use?: InstanceUse;
  #health = 200;
  #told: string[] = [];
  #server: Server;
  #port = 0;

  constructor(readonly token: string) {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.#answer(request, response);
    });
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(id: string, host = '127.0.0.1', port = 0): Promise<this> {
    this.id = instanceId(id);
    await new Promise<void>(done => this.#server.listen(port, host, done));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) {
      await new Promise(done => this.#server.close(done));
    }
  }

  setUse(use: InstanceUse) {
    this.#use = use;
  }

  async setManner(manner: InstanceManner) {
    if (manner === 'unreachable') {
      await this.stop();
    } else if (!this.#server.listening) {
      await new Promise<void>(done =>
        this.#server.listen(this.#port, '127.0.0.1', done),
      );
    }
    this.manner = manner;
  }

  setHealth(health: 'healthy' | 'ill') {
    this.#health = health === 'healthy' ? 204 : 503;
  }

  restarts(version: StoreVersionId): number {
    return this.#told.filter(told => told === version).length;
  }

  writes(): number {
    return this.requests.filter(({ method }) => method !== 'GET').length;
  }

  #answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', this.url);
    const override = this.overrides.get(url.pathname);
    if (override) {
      override(request, response);
    } else if (this.manner === 'hangs') {
      request.resume();
    } else if (url.pathname === '/healthz') {
      response.writeHead(this.#health).end();
    } else if (
      this.manner === 'denies' ||
      request.headers.authorization !== `Bearer ${this.token}`
    ) {
      response.writeHead(401).end();
    } else if (this.manner === 'babbles') {
      response.end('{"instance": 7}');
    } else if (this.manner === 'floods') {
      flood(response);
    } else if (request.method === 'POST') {
      this.#reload(request, response);
    } else {
      response.end(JSON.stringify(this.#attest(url.searchParams)));
    }
  }

  #reload(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      this.bodies.push(body);
      if (this.#told.at(-1) !== body.version) {
        this.#told.push(body.version);
      }
      response.writeHead(202).end();
    });
  }

  #attest(query: URLSearchParams) {
    const use = this.#use;
    return {
      instance: this.id,
      startedAt: '2026-01-02T03:04:05Z',
      uses: use
        ? [
            {
              path: use.path,
              version: use.version,
              since: '2026-01-02T03:04:06Z',
              ...(use.shows === 'proof' && {
                hmac: createHmac(
                  'sha256',
                  use.value.reveal(use.value.secretFieldNames[0]),
                )
                  .update(query.get('nonce') ?? '')
                  .digest('hex'),
              }),
            },
          ]
        : [],
    };
  }
}

function flood(response: ServerResponse) {
  const chunk = Buffer.alloc(16 * 1024, '[');
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour);
  pour();
}
