import {
  instanceId,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { InMemoryStore } from '../../__testUtils__/InMemoryStore';
import type { InMemoryTarget } from '../../__testUtils__/InMemoryTarget';
import type { Agenda } from './Agenda';
import type { Randomness } from './Randomness';

/** One running copy of a consumer. */
export interface Instance {
  readonly id: string;
  version: StoreVersionId;
  value: SecretValue;
  /** The login of its open session; a pool keeps it for a while after another value was loaded. */
  session: string;
}

/** A service that uses the secret. */
export interface Consumer {
  readonly name: string;
  readonly instances: readonly Instance[];
  isDeaf: boolean;
  isIll: boolean;
  isUnreachable: boolean;
  /** How long it takes to load a version, in ms: a restart, a cache that must run out first. */
  delayMs: number;
}

/** Where consumers read and log in. */
export interface ConsumerGround {
  readonly path: string;
  readonly store: InMemoryStore;
  readonly target: InMemoryTarget;
  readonly agenda: Agenda;
  readonly random: Randomness;
}

/** Told of what consumers do. */
export interface ConsumerWatch {
  /** Every instance gave evidence of one value. */
  onAttested(consumer: Consumer, value: SecretValue): void;
  /** An instance uses another value from now on. */
  onLoaded(): void;
}

/** Services of several instances that read the store and keep sessions at the target. A stand-in. */
export class SimulatedConsumers implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'is told to reload';
  readonly all = new Map<string, Consumer>();
  readonly #ground: ConsumerGround;
  readonly #watch: ConsumerWatch;

  constructor(ground: ConsumerGround, watch: ConsumerWatch) {
    this.#ground = ground;
    this.#watch = watch;
  }

  /** A service starts, with what is current now. */
  deploy(name: string): Consumer {
    const { random } = this.#ground;
    const current = this.#current();
    const count = random.between(1, 2);
    const consumer: Consumer = {
      name,
      instances: Array.from({ length: count }, (_, index) => ({
        id: `${name}-${index + 1}`,
        ...current,
        session: this.#openSession(current.value),
      })),
      isDeaf: false,
      isIll: false,
      isUnreachable: false,
      delayMs: random.pick([0, 0, 0, 200, 12_000]),
    };
    this.all.set(name, consumer);
    this.#watch.onLoaded();
    return consumer;
  }

  /** An instance reads the store and uses what it finds there. */
  load(instance: Instance): void {
    const { agenda, random, target } = this.#ground;
    const { version, value } = this.#current();
    instance.version = version;
    instance.value = value;
    const former = instance.session;
    instance.session = this.#openSession(value);
    this.#watch.onLoaded();
    const linger = random.pick([0, 0, 0, 0, 0, 0, 3_000, 20_000]);
    agenda.add(linger, () => {
      const open = target.openSessions.get(former) ?? 0;
      if (open > 1) target.openSessions.set(former, open - 1);
      else target.openSessions.delete(former);
    });
  }

  /** Whoever holds a value that is refused reads the store again, as a service does that is started anew. */
  restartRefused(): void {
    for (const { instances } of this.all.values()) {
      for (const instance of instances)
        if (!this.#ground.target.accepts(instance.value)) this.load(instance);
    }
  }

  async reload(input: { consumer: ConsumerEntity; version: StoreVersionId }) {
    const consumer = this.#find(input.consumer);
    if (consumer.isUnreachable)
      throw new UnavailableError(`${consumer.name} does not answer`);
    if (!consumer.isDeaf) {
      for (const instance of consumer.instances) {
        if (instance.version === input.version) continue;
        const { agenda, random } = this.#ground;
        const ms = random.between(0, consumer.delayMs);
        if (ms === 0) this.load(instance);
        else agenda.add(ms, () => this.load(instance));
      }
    }
    return { told: consumer.instances.length };
  }

  async observe(input: {
    consumer: ConsumerEntity;
    candidates: ReadonlyMap<StoreVersionId, SecretValue>;
  }): Promise<ConsumerObservation> {
    const consumer = this.#find(input.consumer);
    const source = 'Simulated';
    if (consumer.isUnreachable) {
      const instances = consumer.instances.map(({ id }) => ({
        id: instanceId(id),
        health: 'unknown' as const,
        strength: 'none' as const,
        finding: 'unreachable' as const,
      }));
      return { source, instances };
    }
    const [first] = consumer.instances;
    if (consumer.instances.every(each => each.value.equals(first.value)))
      this.#watch.onAttested(consumer, first.value);
    const instances = consumer.instances.map(({ id, version, value }) => ({
      id: instanceId(id),
      health: consumer.isIll ? ('ill' as const) : ('healthy' as const),
      version,
      strength: input.candidates.get(version)?.equals(value)
        ? ('proven' as const)
        : ('none' as const),
    }));
    return { source, instances };
  }

  #find({ name }: ConsumerEntity): Consumer {
    const consumer = this.all.get(name);
    if (!consumer) throw new UnavailableError(`There is no ${name}`);
    return consumer;
  }

  #current(): { version: StoreVersionId; value: SecretValue } {
    const current = this.#ground.store.currentOf(this.#ground.path);
    if (!current) throw new Error('The store holds nothing');
    return { version: current.id, value: current.value };
  }

  #openSession(value: SecretValue): string {
    const login = value.public('username') ?? '';
    const { target } = this.#ground;
    const { openSessions } = target;
    if (target.accepts(value))
      openSessions.set(login, (openSessions.get(login) ?? 0) + 1);
    return login;
  }
}
