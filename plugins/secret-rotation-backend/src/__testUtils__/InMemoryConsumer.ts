import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  instanceId,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { InMemoryStore } from './InMemoryStore';

interface Service {
  version?: StoreVersionId;
  health: HealthState;
  /** It does not hear that it should reload. */
  isDeaf: boolean;
  isUnreachable: boolean;
  reloads: number;
}

/** Services that read the in-memory store, for the engine's tests: a stand-in that keeps the contract. */
export class InMemoryConsumer implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'is told to reload';
  readonly #services = new Map<string, Service>();
  readonly #store: InMemoryStore;

  constructor(store: InMemoryStore) {
    this.#store = store;
  }

  /** A service that has loaded what is current now, unless it is known already. */
  service(name: string, path: string): Service {
    // One for each secret that it reads.
    const key = `${path} ${name}`;
    const known = this.#services.get(key);
    if (known) return known;
    const fresh: Service = {
      version: this.#store.currentOf(path)?.id,
      health: 'healthy',
      isDeaf: false,
      isUnreachable: false,
      reloads: 0,
    };
    this.#services.set(key, fresh);
    return fresh;
  }

  async reload(input: {
    consumer: ConsumerEntity;
    path: string;
    version: StoreVersionId;
  }) {
    const service = this.service(input.consumer.name, input.path);
    if (service.isUnreachable)
      throw new UnavailableError(`${input.consumer.name} does not answer`);
    if (!service.isDeaf && service.version !== input.version) {
      service.version = this.#store.currentOf(input.path)?.id;
      service.reloads += 1;
    }
    return { told: 1 };
  }

  async observe(input: {
    consumer: ConsumerEntity;
    path: string;
  }): Promise<ConsumerObservation> {
    const { version, health, isUnreachable } = this.service(
      input.consumer.name,
      input.path,
    );
    const id = instanceId(`${input.consumer.name}-1`);
    return {
      source: 'In memory',
      instances: [
        isUnreachable
          ? { id, health: 'unknown', strength: 'none', finding: 'unreachable' }
          : { id, health, strength: 'proven', version },
      ],
    };
  }
}
