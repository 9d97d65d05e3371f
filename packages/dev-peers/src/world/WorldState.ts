import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { z } from 'zod';
import { keep, readKept } from '../processes/keptFile';
import { freePort } from '../processes/freePort';
import { worldPaths } from './folder';

const shape = z.object({
  id: z.string(),
  ports: z.record(z.string(), z.number()),
  credentials: z.record(z.string(), z.string()),
});

/**
 * What a world remembers from one start to the next, in `world.json` (0600): its ports and the credentials that it
 * made up. The values of the secret that rotates are never in it.
 * @internal
 */
export class WorldState {
  readonly #file: string;
  readonly #state: z.infer<typeof shape>;

  private constructor(file: string, state: z.infer<typeof shape>) {
    this.#file = file;
    this.#state = state;
  }

  /** Reads the state of a world, or begins a new one. */
  static async open(folder: string): Promise<WorldState> {
    const file = worldPaths(folder).state;
    const kept = await readKept(file);
    return new WorldState(
      file,
      kept === undefined
        ? {
            id: randomBytes(4).toString('hex'),
            ports: {},
            credentials: {},
          }
        : shape.parse(kept),
    );
  }

  /** Tells this world from others. */
  get id(): string {
    return this.#state.id;
  }

  /** The port that a peer had last time, or else the preferred one, where it is free; otherwise any free port. */
  async port(name: string, preferred?: number): Promise<number> {
    const wanted = this.#state.ports[name] ?? preferred;
    const port =
      wanted !== undefined && (await isFree(wanted))
        ? wanted
        : await freePort();
    this.#state.ports[name] = port;
    await this.#keep();
    return port;
  }

  /** A random credential, the same one every time. */
  async credential(name: string): Promise<string> {
    this.#state.credentials[name] ??= randomBytes(24).toString('base64url');
    await this.#keep();
    return this.#state.credentials[name];
  }

  async #keep(): Promise<void> {
    await keep(this.#file, this.#state);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
