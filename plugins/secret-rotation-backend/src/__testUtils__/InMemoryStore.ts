import {
  DriftError,
  FencedError,
  SecretValue,
  storeVersionId,
  type Fence,
  type PreflightCheck,
  type SecretStore,
  type StagePlace,
  type StoreDescription,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';

interface Path {
  values: Array<SecretValue | undefined>;
  staged: Map<string, { value: SecretValue; fence: Fence }>;
  marks: Map<string, StoreVersionId>;
}

/** A store for the engine's tests: a stand-in that keeps the contract and forgets everything at the end. */
export class InMemoryStore implements SecretStore {
  readonly destroys = 'erases';
  /** Switched off where a proof must show what the comparison is good for. */
  comparesAndSets = true;
  /** What the store has against any new value. */
  failedValueChecks: PreflightCheck[] = [];
  readonly #paths = new Map<string, Path>();

  /** Writes as somebody else would. */
  put(path: string, value: SecretValue): StoreVersionId {
    const at = this.#at(path);
    at.values.push(value);
    return storeVersionId(String(at.values.length));
  }

  /** What consumers read. */
  currentOf(
    path: string,
  ): { id: StoreVersionId; value: SecretValue } | undefined {
    const at = this.#at(path);
    const value = at.values.at(-1);
    return value && { id: storeVersionId(String(at.values.length)), value };
  }

  /** The value of a version, if it is still readable. */
  valueOf(path: string, version: string | undefined): SecretValue | undefined {
    return this.#at(path).values[Number(version) - 1];
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
    const at = this.#at(path);
    return {
      current: this.currentOf(path)?.id,
      versions: at.values.map((value, index) => ({
        id: storeVersionId(String(index + 1)),
        createdAt: new Date(0),
        readable: value !== undefined,
      })),
    };
  }

  async readVersion({
    path,
    version,
  }: {
    path: string;
    version: StoreVersionId;
  }) {
    return this.#at(path).values[Number(version) - 1];
  }

  async stage(
    { path, runId, value }: StagePlace & { value: SecretValue },
    { fence }: WriteContext,
  ) {
    const { staged } = this.#at(path);
    const held = staged.get(runId);
    if (held && held.fence.epoch > fence.epoch)
      throw new FencedError('A newer worker has staged a value for this run');
    staged.set(runId, { value, fence });
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
    const staged = at.staged.get(place.runId)?.value;
    return this.#write(
      place.path,
      `${place.runId}/promote`,
      place.expected,
      staged,
      () => at.staged.delete(place.runId),
    );
  }

  async restore(place: {
    path: string;
    runId: string;
    version: StoreVersionId;
    expected: StoreVersionId;
  }) {
    const at = this.#at(place.path);
    const value = at.values[Number(place.version) - 1];
    return this.#write(
      place.path,
      `${place.runId}/restore`,
      place.expected,
      value,
      () => {},
    );
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
    if (versions.some(version => Number(version) === at.values.length)) {
      throw new DriftError('One of the versions is current');
    }
    for (const version of versions) at.values[Number(version) - 1] = undefined;
  }

  #write(
    path: string,
    mark: string,
    expected: StoreVersionId | undefined,
    value: SecretValue | undefined,
    after: () => void,
  ): StoreVersionId {
    const at = this.#at(path);
    const done = at.marks.get(mark);
    if (done !== undefined && Number(done) === at.values.length) {
      after();
      return done;
    }
    // Whoever has seen what stands over an earlier restoration may write over it.
    const mayWriteAgain =
      mark.endsWith('/restore') && at.values.length === Number(expected ?? 0);
    if (done !== undefined && !mayWriteAgain)
      throw new DriftError('Another version is current');
    if (this.comparesAndSets && at.values.length !== Number(expected ?? 0)) {
      throw new DriftError('Another version is current');
    }
    if (!value) throw new DriftError('The value is gone');
    const id = this.put(path, value);
    at.marks.set(mark, id);
    after();
    return id;
  }

  #at(path: string): Path {
    const known = this.#paths.get(path);
    if (known) return known;
    const fresh: Path = { values: [], staged: new Map(), marks: new Map() };
    this.#paths.set(path, fresh);
    return fresh;
  }
}
