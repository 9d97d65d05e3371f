import type { LambdaFunction } from './LambdaFunction';
import { invalid, LambdaRefusal } from './refusal';

/** What the unpublished version is called. @internal */
export const LATEST = '$LATEST';

interface Provisioned {
  readonly executions: number;
  status: 'IN_PROGRESS' | 'READY' | 'FAILED';
}

/** The environments of one function that Lambda keeps warm, by version or alias. @internal */
export class Capacity {
  readonly #owner: LambdaFunction;
  readonly #given = new Map<string, Provisioned>();

  constructor(owner: LambdaFunction) {
    this.#owner = owner;
  }

  put(qualifier: string, executions: number): object {
    const { Version } = this.#owner.get(qualifier);
    if (Version === LATEST) throw invalid();
    // A version has capacity of its own or by an alias, never both.
    const isTaken = [...this.#given.keys()].some(
      each => each !== qualifier && this.#owner.get(each).Version === Version,
    );
    if (isTaken) throw invalid();
    this.#given.set(qualifier, { executions, status: 'IN_PROGRESS' });
    return this.get(qualifier);
  }

  get(qualifier: string): object {
    const found = this.#given.get(qualifier);
    if (!found)
      throw new LambdaRefusal(
        404,
        'ProvisionedConcurrencyConfigNotFoundException',
      );
    return {
      FunctionArn: `${this.#owner.arn}:${qualifier}`,
      RequestedProvisionedConcurrentExecutions: found.executions,
      Status: found.status,
    };
  }

  delete(qualifier: string): void {
    this.get(qualifier);
    this.#given.delete(qualifier);
  }

  list(): object[] {
    return this.qualifiers.map(each => this.get(each));
  }

  get qualifiers(): string[] {
    return [...this.#given.keys()];
  }

  /** Lambda is done: what is provisioned has environments that run. */
  complete(status: 'READY' | 'FAILED' = 'READY'): void {
    for (const [qualifier, each] of this.#given) {
      each.status = status;
      if (status === 'READY')
        this.#owner.start(this.#owner.get(qualifier).Version);
    }
  }

  /** An alias takes its capacity along, and cannot where the version has some already. */
  checkMove(alias: string, version: string): void {
    const own = this.#given.get(alias);
    if (!own) return;
    if (this.#given.has(version)) throw invalid();
    if (this.#owner.get(alias).Version !== version) own.status = 'IN_PROGRESS';
  }
}
