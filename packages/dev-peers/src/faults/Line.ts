import type { Socket } from 'node:net';

/** What passes along a line in one direction. */
export type Passage = (chunk: Buffer) => Promise<'deliver' | 'lose'>;

/** One connection through the proxy: a client's socket and, once something is to be delivered, the server's. */
export class Line {
  readonly #client: Socket;
  readonly #server: Socket;
  /** A stream that has lost bytes would be nonsense to its reader, so nothing follows them. */
  #isSilent = false;
  #awaited: (() => void) | undefined;
  readonly #whenAnswered: Array<() => void> = [];

  constructor(options: {
    client: Socket;
    server: Socket;
    onRequest: (line: Line) => Passage;
    onAnswer: Passage;
  }) {
    const { client, server, onRequest, onAnswer } = options;
    this.#client = client;
    this.#server = server;
    this.#carry(client, server, onRequest(this));
    this.#carry(server, client, async chunk => {
      this.#answered();
      if (!this.#awaited) return onAnswer(chunk);
      this.#awaited();
      return 'lose';
    });
    client.once('close', () => server.destroy());
    server.once('close', () => this.#answered());
  }

  /** Ends both sides at once, as a dead link does. */
  cut(): void {
    // Node cannot reset a socket that is ending: it would leave it open and never exit itself.
    if (this.#client.writableEnded) this.#client.destroy();
    else this.#client.resetAndDestroy();
    this.#server.destroy();
  }

  /** Resolves when the server answers next; that answer reaches nobody. */
  nextAnswer(): Promise<void> {
    return new Promise(resolve => {
      this.#awaited = resolve;
    });
  }

  /** Resolves when the server answers next, or cannot any more. The answer goes its way. */
  answerOrEnd(): Promise<void> {
    if (this.#server.destroyed) return Promise.resolve();
    return new Promise(resolve => {
      this.#whenAnswered.push(resolve);
    });
  }

  #answered(): void {
    this.#whenAnswered.splice(0).forEach(resolve => resolve());
  }

  #carry(from: Socket, to: Socket, passage: Passage): void {
    // One after the other: a chunk that is held holds up what comes behind it.
    let before = Promise.resolve();
    from.on('data', chunk => {
      before = before.then(async () => {
        if (this.#isSilent) return;
        if ((await passage(chunk)) === 'lose') this.#isSilent = true;
        else if (to.writable) to.write(chunk);
      });
    });
    from.once('end', () => {
      before = before.then(() => {
        if (!this.#isSilent) to.end();
      });
    });
    // A broken side is what tests are about: the other side learns of it by its end.
    from.on('error', () => to.destroy());
  }
}
