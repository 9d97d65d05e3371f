import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Line } from './Line';

/** Says whether a chunk that a client sends is the one that is meant. @public */
export type RequestMatch = (request: Buffer) => boolean;

/** A request that is on its way and does not arrive. @public */
export interface HeldRequest {
  /**
   * Lets it arrive, and what its client sent behind it.
   * @returns when the server has answered, or cannot any more: whatever it does has happened by then
   */
  release(): Promise<void>;
}

/** A network between a client and a real server that fails on command. @public */
export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** How many connections were made through it. */
  readonly connections: number;
  /** Everything passes from now on, also what `hold` kept. */
  pass(): void;
  /** Everything is kept until `pass`: connections stay open and silent. */
  hold(): void;
  /** Everything is lost and nothing says so. Connections that lost bytes stay silent for ever. */
  blackHole(): void;
  /** Everything arrives later by `ms`. */
  delay(ms: number): void;
  /** Open connections are reset, new ones too. */
  refuse(): void;
  /**
   * Lets the next matching request reach the server, and resets its connection when the server answers: the effect
   * has landed and nobody was told.
   * @returns when that has happened
   */
  loseAnswer(to: RequestMatch): Promise<void>;
  /**
   * Keeps the next matching request, and what comes behind it on its connection.
   * @returns when it has been sent
   */
  holdRequest(request: RequestMatch): Promise<HeldRequest>;
  /** Resets all connections and ends the proxy. */
  stop(): Promise<void>;
}

/** Where the real server listens. @public */
export interface ProxiedServer {
  readonly host?: string;
  readonly port: number;
}

type Weather = 'pass' | 'hold' | 'black-hole' | 'refuse';

interface Trap {
  readonly match: RequestMatch;
  /** Runs when the request was caught; it is delivered when this resolves. */
  spring(line: Line): Promise<void>;
}

const HOST = '127.0.0.1';

class TcpProxy implements FaultProxy {
  readonly host = HOST;
  readonly #target: ProxiedServer;
  readonly #server = createServer(client => this.#accept(client));
  readonly #lines = new Set<Line>();
  readonly #traps: Trap[] = [];
  #connections = 0;
  #weather: Weather = 'pass';
  #delayMs = 0;
  #waiting: Array<() => void> = [];

  constructor(target: ProxiedServer) {
    this.#target = target;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#connections;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, HOST);
    await once(this.#server, 'listening');
  }

  pass(): void {
    this.#turn('pass');
  }

  hold(): void {
    this.#turn('hold');
  }

  blackHole(): void {
    this.#turn('black-hole');
  }

  delay(ms: number): void {
    this.#turn('pass');
    this.#delayMs = ms;
  }

  refuse(): void {
    this.#turn('refuse');
    this.#cutAll();
  }

  loseAnswer(match: RequestMatch): Promise<void> {
    return new Promise(resolve => {
      this.#traps.push({
        match,
        spring: async line => {
          line.nextAnswer().then(() => {
            line.cut();
            resolve();
          });
        },
      });
    });
  }

  holdRequest(match: RequestMatch): Promise<HeldRequest> {
    return new Promise(caught => {
      this.#traps.push({
        match,
        spring: line =>
          new Promise<void>(deliver => {
            caught({
              release() {
                const answered = line.answerOrEnd();
                deliver();
                return answered;
              },
            });
          }),
      });
    });
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#turn('black-hole');
    this.#cutAll();
    await closed;
  }

  #accept(client: Socket): void {
    this.#connections += 1;
    if (this.#weather === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const { host = HOST, port } = this.#target;
    const line = new Line({
      client,
      server: connect({ host, port }),
      onRequest: at => async chunk => {
        const index = this.#traps.findIndex(trap => trap.match(chunk));
        const [trap] = index < 0 ? [] : this.#traps.splice(index, 1);
        await trap?.spring(at);
        return this.#pass();
      },
      onAnswer: () => this.#pass(),
    });
    this.#lines.add(line);
    client.once('close', () => this.#lines.delete(line));
  }

  async #pass(): Promise<'deliver' | 'lose'> {
    if (this.#delayMs > 0) await delay(this.#delayMs);
    while (this.#weather === 'hold') {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    return this.#weather === 'pass' ? 'deliver' : 'lose';
  }

  #turn(weather: Weather): void {
    this.#weather = weather;
    this.#delayMs = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach(resume => resume());
  }

  #cutAll(): void {
    for (const line of this.#lines) line.cut();
  }
}

/** Starts a proxy on a free loopback port that passes everything until it is told otherwise. @public */
export async function startFaultProxy(
  target: ProxiedServer,
): Promise<FaultProxy> {
  const proxy = new TcpProxy(target);
  await proxy.listen();
  return proxy;
}
