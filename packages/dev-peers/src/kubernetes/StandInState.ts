import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { apiVersionOf, resourceOf } from './resources';
import type { NewObject, StandInMetadata, StandInObject } from './shapes';

/** One entry of the history that watches replay. @internal */
export interface StandInEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: StandInObject;
  readonly version: number;
}

/** What a write is refused with. @internal */
export class ConflictError extends Error {}

/**
 * The objects of a cluster with Kubernetes' rules of versions: every write counts the one resourceVersion on, a new
 * spec counts the generation, a write that names an older resourceVersion conflicts, and the history is finite.
 * @internal
 */
export class StandInState {
  /** Emits `change` with a {@link StandInEvent}. */
  readonly changes = new EventEmitter().setMaxListeners(0);
  readonly now: () => Date;
  readonly #objects = new Map<string, StandInObject>();
  #version = 1;
  #history: StandInEvent[] = [];

  constructor(now: () => Date) {
    this.now = now;
  }

  /** The resourceVersion of the last write. */
  get version(): number {
    return this.#version;
  }

  /** The events after a version; `undefined` when the history does not go back that far. */
  since(version: number): StandInEvent[] | undefined {
    const oldest = this.#history[0]?.version ?? this.#version + 1;
    return version + 1 < oldest && version < this.#version
      ? undefined
      : this.#history.filter(event => event.version > version);
  }

  /** Forgets the history, as the API server does after some minutes. */
  compact(): void {
    this.#history = [];
  }

  list<T extends StandInObject>(kind: string, namespace?: string): T[] {
    return [...this.#objects.values()].filter(
      object =>
        object.kind === kind &&
        (namespace === undefined || object.metadata.namespace === namespace),
    ) as T[];
  }

  get<T extends StandInObject>(
    kind: string,
    namespace: string,
    name: string,
  ): T | undefined {
    return this.#objects.get(`${kind}/${namespace}/${name}`) as T | undefined;
  }

  create<T extends StandInObject>(
    kind: string,
    namespace: string,
    given: NewObject,
    manager = 'kubectl',
  ): T {
    const created: StandInObject = {
      ...copyOf(given),
      kind,
      apiVersion: apiVersionOf(resourceOf(kind)),
      metadata: {
        ...copyOf(given.metadata),
        namespace,
        uid: randomUUID(),
        generation: 1,
        resourceVersion: '',
        creationTimestamp: this.time(),
      },
    };
    this.#manage(created, undefined, manager);
    return this.#write('ADDED', created) as T;
  }

  /**
   * Replaces an object by what a change makes of its copy. Nothing that changed is no write.
   * @throws ConflictError when the change names an older resourceVersion
   */
  update<T extends StandInObject>(
    before: T,
    change: (copy: T) => T | void,
    manager = 'kube-controller-manager',
  ): T {
    const { kind, metadata } = before;
    const stored = this.get<T>(kind, metadata.namespace, metadata.name);
    if (!stored) return before;
    const copy = copyOf(stored);
    const changed = change(copy) ?? copy;
    const { uid, generation, resourceVersion } = stored.metadata;
    const named = changed.metadata.resourceVersion;
    if (named !== undefined && named !== resourceVersion)
      throw new ConflictError();
    changed.metadata = {
      ...changed.metadata,
      uid,
      generation,
      resourceVersion,
    };
    if (isDeepStrictEqual(changed, stored)) return stored;
    if (!isDeepStrictEqual(changed.spec, stored.spec))
      changed.metadata.generation += 1;
    this.#manage(changed, stored, manager);
    return this.#write('MODIFIED', changed) as T;
  }

  remove(object: StandInObject): void {
    const { kind, metadata } = object;
    const key = `${kind}/${metadata.namespace}/${metadata.name}`;
    const stored = this.#objects.get(key);
    if (!stored) return;
    this.#write('DELETED', copyOf(stored));
    this.#objects.delete(key);
  }

  /** Now, with the second's grain of Kubernetes. */
  time(): string {
    return `${this.now().toISOString().slice(0, 19)}Z`;
  }

  /** Notes who wrote a Secret's data when, as server-side field management does. */
  #manage(
    object: StandInObject,
    before: StandInObject | undefined,
    manager: string,
  ): void {
    if (object.kind !== 'Secret') return;
    if (before && isDeepStrictEqual(object.data, before.data)) return;
    const entry: NonNullable<StandInMetadata['managedFields']>[number] = {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: this.time(),
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': {} },
    };
    object.metadata.managedFields = [
      ...(object.metadata.managedFields ?? []).filter(
        each => each.manager !== manager,
      ),
      entry,
    ];
  }

  #write(type: StandInEvent['type'], object: StandInObject): StandInObject {
    this.#version += 1;
    const written = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: `${this.#version}` },
    };
    const { kind, metadata } = written;
    this.#objects.set(
      `${kind}/${metadata.namespace}/${metadata.name}`,
      written,
    );
    const event = { type, object: written, version: this.#version };
    this.#history.push(event);
    this.changes.emit('change', event);
    return written;
  }
}

/** Objects are JSON. By way of text, so that equal ones are equal in every realm. */
function copyOf<T>(object: T): T {
  return JSON.parse(JSON.stringify(object));
}
