import {
  MisconfiguredError,
  throwIfOver,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type InstanceObservation,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { inAllPlaces, throwFirstProblem } from './askPlaces';
import { connect } from './connect';
import { observeWorkload } from './evidence/observeWorkload';
import { silentPlace } from './evidence/silentPlace';
import { bringContent } from './keepers/bringContent';
import { writeSecret } from './keepers/writeSecret';
import type { Place } from './Place';
import type { KubernetesConsumerSettings } from './settings';
import { restart } from './workloads/restart';
import { versionAnnotation } from './workloads/versionAnnotation';

type Candidates = ReadonlyMap<StoreVersionId, SecretValue>;

/** Workloads in Kubernetes: brought the value, restarted, and watched until every pod has it. @internal */
export class KubernetesConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect: string;
  readonly #settings: KubernetesConsumerSettings;
  readonly #now: () => Date;

  constructor(
    settings: KubernetesConsumerSettings,
    now: () => Date = () => new Date(),
  ) {
    this.effect =
      settings.restart === 'always'
        ? 'is restarted, as its own rollout does it'
        : 'is restarted where its files do not follow the Secret';
    this.#settings = settings;
    this.#now = now;
  }

  async deliver(
    input: {
      consumer: ConsumerEntity;
      path: string;
      version: StoreVersionId;
      value: SecretValue;
    },
    { signal, fence }: WriteContext,
  ): Promise<void> {
    const { consumer, path, version, value } = input;
    const { keeper, secret } = this.#settings;
    throwIfOver(signal, consumer.entityRef);
    if (keeper === 'none') return;
    const { places } = connect(this.#settings, consumer, signal);
    // Another worker asks for another sync: the one before may have been lost.
    const mark = `${version}-${fence.run}.${fence.epoch}`;
    const outcomes = await inAllPlaces(places, async place => {
      const sources = await place.sources(consumer, path);
      let brought = 0;
      for (const source of sources) {
        const { namespace, secret: name } = source;
        if (keeper === 'keyturn' && name !== undefined) {
          const keys = secret?.keys;
          const wanted = { namespace, name, version, value, keys };
          brought += (await writeSecret(place.api, wanted, fence)) ? 1 : 0;
        } else {
          await bringContent(place.api, source, value, { mark, signal });
          brought += 1;
        }
      }
      return brought;
    });
    throwIfOver(signal, consumer.entityRef);
    throwFirstProblem(outcomes, consumer);
    if (outcomes.every(each => !each.result)) throw nothingKeeps(consumer);
  }

  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    throwIfOver(signal, consumer.entityRef);
    const { places, labelSelector } = connect(this.#settings, consumer, signal);
    const annotation = { key: versionAnnotation(path), version };
    const outcomes = await inAllPlaces(places, async place => {
      const found = await place.workloads(consumer, path, labelSelector);
      const using = found.filter(each => each.uses);
      const told = await inTurn(using, async ({ workload, restarts }) => ({
        told: restarts
          ? await restart(place.api, workload, annotation)
          : 'told',
        pods: workload.rollout?.desired ?? 1,
      }));
      return {
        count: using.length,
        held: told.filter(each => each.told === 'held').length,
        pods: told.reduce((sum, each) => sum + each.pods, 0),
      };
    });
    throwIfOver(signal, consumer.entityRef);
    throwFirstProblem(outcomes, consumer);
    const results = outcomes.flatMap(each => each.result ?? []);
    if (results.every(each => each.count === 0)) throw nothingKeeps(consumer);
    const held = results.reduce((sum, each) => sum + each.held, 0);
    if (held > 0)
      throw new UnavailableError(
        `${held} workloads of ${consumer.entityRef} are paused or in a rollout of somebody else`,
      );
    return { told: results.reduce((sum, each) => sum + each.pods, 0) };
  }

  async observe(
    input: { consumer: ConsumerEntity; path: string; candidates: Candidates },
    { signal }: EffectContext,
  ): Promise<ConsumerObservation> {
    const { consumer } = input;
    throwIfOver(signal, consumer.entityRef);
    const { places, labelSelector } = connect(this.#settings, consumer, signal);
    const outcomes = await inAllPlaces(places, place =>
      this.#observePlace(place, input, labelSelector),
    );
    throwIfOver(signal, consumer.entityRef);
    const instances = outcomes.flatMap(({ place, result, problem }) =>
      problem
        ? [silentPlace(`${place.api.name}/${place.namespace}`, problem.kind)]
        : result ?? [],
    );
    return {
      instances: [...instances].sort((one, other) =>
        one.id.localeCompare(other.id),
      ),
      source: 'Pods in Kubernetes',
    };
  }

  async #observePlace(
    place: Place,
    input: { consumer: ConsumerEntity; path: string; candidates: Candidates },
    labelSelector: string,
  ): Promise<InstanceObservation[]> {
    const { consumer, path, candidates } = input;
    const found = await place.workloads(consumer, path, labelSelector);
    const using = found.filter(each => each.uses);
    const instances = await inTurn(
      using.length > 0 ? using : found,
      async each =>
        observeWorkload(
          place.api,
          await place.reading(each, candidates, this.#now()),
          versionAnnotation(path),
        ),
    );
    return using.length > 0
      ? instances.flat()
      : instances.flat().map(each => ({
          ...each,
          version: undefined,
          strength: 'none',
          finding: 'wrong-path',
        }));
  }
}

/** One after the other: a consumer's workloads are few, and an API server has others to serve. */
async function inTurn<T, R>(
  list: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (const item of list) results.push(await act(item));
  return results;
}

function nothingKeeps({ entityRef }: ConsumerEntity): MisconfiguredError {
  return new MisconfiguredError(
    `No workload of ${entityRef} has this secret, as far as the entry's keeper knows`,
    'Compare the path with what the keeper reads (remoteKey), and the annotations with the labels of the workloads',
  );
}
