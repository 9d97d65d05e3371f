import {
  PermissionDeniedError,
  UnavailableError,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Policy, RotationConfiguration } from '../../configuration';
import { configurationOf } from './configurationOf';
import { InMemoryStore } from '../../__testUtils__/InMemoryStore';
import { loginOf } from '../../__testUtils__/InMemoryTarget';
import type { ConsumerRow } from '../../ledger/rows';
import type { Agenda } from './Agenda';
import type { Network } from './Network';
import type { Randomness } from './Randomness';
import type { SimulatedProcess } from './SimulatedProcess';
import { SimulatedConsumers, type ConsumerWatch } from './SimulatedConsumers';
import { SimulatedTarget, type TargetWatch } from './SimulatedTarget';

/** Where the secret lies in the simulated store. */
export const PATH = 'payments/db-login';

/** Told of what happens outside. */
export interface SiteWatch extends TargetWatch, ConsumerWatch {
  /** A process has heard from the catalog who depends on the secret. */
  onCatalogRead(names: readonly string[], by: SimulatedProcess): void;
  /** A call to the store has landed: with what, and what was current before. */
  onStoreCall(name: string, input: object, before: string | undefined): void;
}

/** Everything outside the portal: one store, one target, the consumers and the catalog. */
export class Site {
  readonly store = new InMemoryStore();
  readonly target: SimulatedTarget;
  readonly consumers: SimulatedConsumers;
  /** Names of the consumers that the catalog knows. */
  readonly catalog = new Set<string>();
  isStoreSealed = false;
  /** The operator's credential at the target has expired. */
  isAdminExpired = false;
  /** The ids of versions that somebody else wrote. */
  readonly foreign = new Set<string>();
  readonly #watch: SiteWatch;
  readonly #network: Network;

  constructor(
    agenda: Agenda,
    random: Randomness,
    network: Network,
    watch: SiteWatch,
  ) {
    this.#watch = watch;
    this.#network = network;
    this.target = new SimulatedTarget(agenda, random, watch);
    this.consumers = new SimulatedConsumers(
      { path: PATH, store: this.store, target: this.target, agenda, random },
      watch,
    );
  }

  /** Before the first run: a login that works lies in the store. */
  furnish(): void {
    this.store.put(PATH, loginOf('payments_a', 'original-password'));
    this.target.passwords.set('payments_a', 'original-password');
    this.target.catchUp();
  }

  /** The number that the store gave to what is current. */
  currentId(): string | undefined {
    return this.store.currentOf(PATH)?.id;
  }

  /** Whether what is current was written by somebody else. */
  isCurrentForeign(): boolean {
    const id = this.currentId();
    return id !== undefined && this.foreign.has(id);
  }

  /** Somebody else writes a value. */
  writeAsForeigner(value: SecretValue): void {
    this.foreign.add(this.store.put(PATH, value));
  }

  /** The catalog, as a process reads it over the network. */
  async consumersFor(
    from: SimulatedProcess,
    secretId: number,
  ): Promise<ConsumerRow[]> {
    const names = await this.#network.effect({
      from,
      name: 'catalog.consumers',
      land: () => [...this.catalog],
    });
    this.#watch.onCatalogRead(names, from);
    return names.map(name => ({
      secretId,
      entityRef: `component:default/${name}`,
      name,
      namespace: 'default',
      owner: `group:default/team-${name}`,
      labels: {},
      entry: 'http',
    }));
  }

  /** The portal's configuration without a network between. */
  configuration(policy: Policy): RotationConfiguration {
    const { store, target, consumers } = this;
    return configurationOf(
      { store, rotator: target, consumer: consumers },
      policy,
    );
  }

  /** The adapters as a process reaches them over the network. */
  configurationFor(
    from: SimulatedProcess,
    policy: Policy,
  ): RotationConfiguration {
    const store = this.#reached(from, 'store', this.store, () => {
      if (this.isStoreSealed) throw new UnavailableError('It is sealed');
    });
    const rotator = this.#reached(from, 'rotator', this.target, name => {
      if (name === 'probe') return;
      if (this.target.isDark) throw new UnavailableError('Nobody answers');
      if (this.isAdminExpired)
        throw new PermissionDeniedError(
          'The credential has expired',
          'Renew it',
        );
    });
    const consumer = this.#reached(from, 'consumer', this.consumers, () => {});
    return configurationOf({ store, rotator, consumer }, policy);
  }

  /** The adapter with a network between it and its caller. What answers at once (`generate`) has none. */
  #reached<T extends object>(
    from: SimulatedProcess,
    kind: string,
    adapter: T,
    check: (method: string) => void,
  ): T {
    const wire =
      (method: string, act: (...args: unknown[]) => unknown) =>
      (...args: unknown[]) => {
        const [input, context] = args;
        if (!isContext(context)) return act.apply(adapter, args);
        const name = `${kind}.${method}`;
        return this.#network.effect({
          from,
          name,
          land: async () => {
            check(method);
            const before = this.currentId();
            const answer = await act.apply(adapter, args);
            if (kind === 'store' && typeof input === 'object' && input)
              this.#watch.onStoreCall(name, input, before);
            return answer;
          },
        });
      };
    return new Proxy(adapter, {
      get(inner, key) {
        const part: unknown = Reflect.get(inner, key, inner);
        return typeof part === 'function' && typeof key === 'string'
          ? wire(key, part as (...args: unknown[]) => unknown)
          : part;
      },
    });
  }
}

/** Whether it is what comes with every call to the outside. */
function isContext(context: unknown): context is Pick<WriteContext, 'signal'> {
  return typeof context === 'object' && context !== null && 'signal' in context;
}
