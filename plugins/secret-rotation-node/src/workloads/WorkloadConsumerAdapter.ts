import {
  instanceId,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type InstanceObservation,
} from '../contracts/ConsumerAdapter';
import type { EffectContext, WriteContext } from '../contracts/effect';
import type { StoreVersionId } from '../contracts/SecretStore';
import { throwIfOver } from '../providerApi/withinTime';
import type { SecretValue } from '../SecretValue';
import { WorkloadProblem, type WorkloadProblemKind } from './WorkloadProblem';
import type { WorkloadProvider } from './WorkloadProvider';

const FINDINGS: Record<WorkloadProblemKind, InstanceObservation['finding']> = {
  forbidden: 'permission-denied',
  malformed: 'bad-format',
  refused: 'bad-format',
  absent: 'unreachable',
  conflict: 'unreachable',
  silent: 'unreachable',
};

/** Consumers that a cloud runs under names: each is told of a version, and looked at until it has it. @public */
export class WorkloadConsumerAdapter<Api, Told> implements ConsumerAdapter {
  /** The cloud says which version a workload has. */
  readonly attests = true;
  /** What the provider calls it. */
  readonly effect: string;
  readonly #provider: WorkloadProvider<Api, Told>;
  readonly #now: () => Date;

  constructor(
    provider: WorkloadProvider<Api, Told>,
    now: () => Date = () => new Date(),
  ) {
    this.effect = provider.effect;
    this.#provider = provider;
    this.#now = now;
  }

  /** {@inheritDoc ConsumerAdapter.reload} */
  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    const provider = this.#provider;
    const outcomes = await this.#withEach(consumer, signal, (api, name) =>
      provider.tell(api, name, { path, version }).catch(problem),
    );
    provider.throwUnlessTold(outcomes, consumer);
    return { told: outcomes.length };
  }

  /** {@inheritDoc ConsumerAdapter.observe} */
  async observe(
    input: {
      consumer: ConsumerEntity;
      path: string;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    { signal }: EffectContext,
  ): Promise<ConsumerObservation> {
    const { consumer, path, candidates } = input;
    const provider = this.#provider;
    const known = new Set(candidates.keys());
    const question = { path, known, now: this.#now() };
    const instances = await this.#withEach(
      consumer,
      signal,
      async (api, name) => ({
        id: instanceId(provider.instanceOf(name)),
        ...(await provider.observe(api, name, question).catch(silence)),
      }),
    );
    return { instances, source: provider.source };
  }

  async #withEach<T>(
    consumer: ConsumerEntity,
    signal: AbortSignal,
    act: (api: Api, name: string) => Promise<T>,
  ): Promise<T[]> {
    throwIfOver(signal, consumer.entityRef);
    const names = this.#provider.namesOf(consumer);
    const api = this.#provider.connect(signal);
    try {
      // One that fails does not keep the others from being brought to their end.
      const settled = await Promise.allSettled(
        names.map(name => act(api, name)),
      );
      throwIfOver(signal, consumer.entityRef);
      return settled.map(each => {
        if (each.status === 'rejected') throw each.reason;
        return each.value;
      });
    } finally {
      this.#provider.close?.(api);
    }
  }
}

function problem(error: unknown): WorkloadProblem {
  if (error instanceof WorkloadProblem) return error;
  throw error;
}

/** A workload that could not be looked at. */
function silence(error: unknown): Omit<InstanceObservation, 'id'> {
  const finding = FINDINGS[problem(error).kind];
  return { health: 'unknown', strength: 'none', finding };
}
