import type { ServerResponse } from 'node:http';
import { failure } from './answers';
import type { RequestTarget } from './requestTarget';
import { isSelected } from './selectors';
import type { ApiTrouble } from './serveApi';
import type { StandInEvent, StandInState } from './StandInState';

/** The open watches of a cluster. @internal */
export class Watches {
  readonly #open = new Set<ServerResponse>();
  readonly #state: StandInState;
  readonly #trouble: ApiTrouble;

  constructor(state: StandInState, trouble: ApiTrouble) {
    this.#state = state;
    this.#trouble = trouble;
  }

  /** How many stand open. */
  get count(): number {
    return this.#open.size;
  }

  /** Answers a watch: what happened since its resourceVersion, or what there is, then what happens. */
  open(target: RequestTarget, response: ServerResponse): void {
    const { resource, namespace, query } = target;
    const say = (line: object) => response.write(`${JSON.stringify(line)}\n`);
    response.writeHead(200, { 'content-type': 'application/json' });
    const named = query.get('resourceVersion');
    const from = named === null ? this.#state.version : Number(named);
    const missed = this.#state.since(from);
    if (this.#trouble.gone > 0 || !missed) {
      this.#trouble.gone = Math.max(0, this.#trouble.gone - 1);
      say({ type: 'ERROR', object: failure(410, 'an old resourceVersion') });
      response.end();
      return;
    }
    const tell = ({ type, object }: StandInEvent) => {
      const isWanted =
        object.kind === resource.kind &&
        (namespace === undefined || object.metadata.namespace === namespace) &&
        isSelected(object, query);
      if (isWanted) say({ type, object });
    };
    // Who names no version is first told what there is.
    if (named === null)
      for (const object of this.#state.list(resource.kind, namespace))
        tell({ type: 'ADDED', object, version: from });
    missed.forEach(tell);
    this.#state.changes.on('change', tell);
    this.#open.add(response);
    response.flushHeaders();
    response.on('close', () => {
      this.#state.changes.off('change', tell);
      this.#open.delete(response);
    });
  }

  /** Cuts the line of every watch. */
  cut(): void {
    for (const response of this.#open) response.destroy();
  }
}
