import {
  DriftError,
  FencedError,
  SecretValue,
  storeVersionId,
  type PreflightCheck,
  type SecretStore,
  type StagePlace,
  type StoreDescription,
  type StoreVersionId,
  type WriteCommand,
  type WriteCommandRequest,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { VersionedPath } from './VersionedPath';

/**
 * How a store makes a version current. `writes-anew`, as KV v2: the newest version is current, so every change makes a
 * new id. `moves-labels`, as AWS: a label points to a version, which waits among the others from when it was staged,
 * so that anybody can point it back to an older id; destroyed versions lose their labels alone.
 */
export type StoreStyle = (typeof STORE_STYLES)[number];

export const STORE_STYLES = ['writes-anew', 'moves-labels'] as const;

/** A store for the engine's tests: a stand-in that keeps the contract and forgets everything at the end. */
export class InMemoryStore implements SecretStore {
  readonly destroys: SecretStore['destroys'];
  /** Switched off where a proof must show what the comparison is good for. */
  comparesAndSets = true;
  /** What the store has against any new value. */
  failedValueChecks: PreflightCheck[] = [];
  readonly #movesLabels: boolean;
  readonly #paths = new Map<string, VersionedPath>();

  constructor(style: StoreStyle = 'writes-anew') {
    this.#movesLabels = style === 'moves-labels';
    this.destroys = this.#movesLabels ? 'deprecates' : 'erases';
  }

  /** Writes as somebody else would. */
  put(path: string, value: SecretValue): StoreVersionId {
    const at = this.#at(path);
    at.point(at.add(value));
    return idOf(at.current);
  }

  /** Points the label at an older version, as somebody else would. */
  makeCurrent(path: string, version: StoreVersionId): void {
    if (!this.#movesLabels) throw new Error('This store moves no labels');
    this.#at(path).point(Number(version));
  }

  /** What consumers read. */
  currentOf(
    path: string,
  ): { id: StoreVersionId; value: SecretValue } | undefined {
    const at = this.#at(path);
    const value = at.versions[at.current - 1]?.value;
    return value && { id: idOf(at.current), value };
  }

  /** The value of a version, if it is still readable. */
  valueOf(path: string, version: string | undefined): SecretValue | undefined {
    return this.#at(path).versions[Number(version) - 1]?.value;
  }

  /** Whether a run has a staged value. */
  hasStaged(path: string, runId: string): boolean {
    return this.#at(path).staged.has(runId);
  }

  stagedOf(path: string): number {
    return this.#at(path).staged.size;
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [{ code: 'memory', ok: true, message: 'The store may be written' }];
  }

  async checkValue(): Promise<PreflightCheck[]> {
    return [
      { code: 'memory.value', ok: true, message: 'The value can be looked at' },
      ...this.failedValueChecks,
    ];
  }

  async describe({ path }: { path: string }): Promise<StoreDescription> {
    return {
      current: this.currentOf(path)?.id,
      versions: this.#at(path).versions.flatMap(({ value, isListed }, index) =>
        isListed
          ? [
              {
                id: idOf(index + 1),
                createdAt: new Date(0),
                readable: value !== undefined,
              },
            ]
          : [],
      ),
    };
  }

  async readVersion({
    path,
    version,
  }: {
    path: string;
    version: StoreVersionId;
  }) {
    return this.valueOf(path, version);
  }

  async stage(
    { path, runId, value }: StagePlace & { value: SecretValue },
    { fence }: WriteContext,
  ) {
    const at = this.#at(path);
    const held = at.staged.get(runId);
    if (held && held.fence.epoch > fence.epoch)
      throw new FencedError('A newer worker has staged a value for this run');
    const isHeld = held?.base === at.current && held.value.equals(value);
    at.staged.set(runId, {
      value,
      fence,
      base: at.current,
      waits: isHeld ? held.waits : this.#waiting(at, value),
    });
  }

  async readStaged({ path, runId }: { path: string; runId: string }) {
    return this.#at(path).staged.get(runId)?.value;
  }

  async promote(place: {
    path: string;
    runId: string;
    expected: StoreVersionId | undefined;
  }) {
    const at = this.#at(place.path);
    const staged = at.staged.get(place.runId);
    const version = at.change(
      `${place.runId}/promote`,
      this.#compared(place.expected),
      () => {
        if (!staged) throw new DriftError('The staged value is gone');
        if (this.#movesLabels && staged.base !== at.current)
          throw new DriftError('The value was staged beside another version');
        return staged.waits ?? at.add(staged.value);
      },
    );
    at.staged.delete(place.runId);
    return idOf(version);
  }

  async restore(place: {
    path: string;
    runId: string;
    version: StoreVersionId;
    expected: StoreVersionId;
  }) {
    const at = this.#at(place.path);
    const version = at.change(
      `${place.runId}/restore`,
      this.#compared(place.expected),
      () => {
        const value = this.valueOf(place.path, place.version);
        if (!value) throw new DriftError('The value is gone');
        return at.add(value);
      },
    );
    return idOf(version);
  }

  writeCommand({ path, seen }: WriteCommandRequest): WriteCommand {
    const newest = Number(seen.versions.at(-1)?.id ?? 0);
    return { text: `put ${path} over ${newest}`, version: idOf(newest + 1) };
  }

  async discardStaged({ path, runId }: { path: string; runId: string }) {
    this.#at(path).staged.delete(runId);
  }

  async destroy({
    path,
    versions,
  }: {
    path: string;
    versions: readonly StoreVersionId[];
  }) {
    const at = this.#at(path);
    if (versions.some(version => Number(version) === at.current)) {
      throw new DriftError('One of the versions is current');
    }
    for (const version of versions) {
      const known = at.versions[Number(version) - 1];
      if (known && this.#movesLabels) known.isListed = false;
      else if (known) known.value = undefined;
    }
  }

  #compared(expected: StoreVersionId | undefined): number | undefined {
    return this.comparesAndSets ? Number(expected ?? 0) : undefined;
  }

  #waiting(at: VersionedPath, value: SecretValue): number | undefined {
    return this.#movesLabels ? at.add(value, false) : undefined;
  }

  #at(path: string): VersionedPath {
    const known = this.#paths.get(path);
    if (known) return known;
    const fresh = new VersionedPath();
    this.#paths.set(path, fresh);
    return fresh;
  }
}

function idOf(version: number): StoreVersionId {
  return storeVersionId(String(version));
}
