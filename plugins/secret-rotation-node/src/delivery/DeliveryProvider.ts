import type {
  ConsumerEntity,
  InstanceObservation,
} from '../contracts/ConsumerAdapter';
import type { Fence } from '../contracts/fence';
import type { StoreVersionId } from '../contracts/SecretStore';
import type { MisconfiguredError } from '../errors';
import type { ProviderApi } from '../providerApi/ProviderApi';
import type { RateLimit } from '../providerApi/RateLimit';
import type { WrittenPlace } from '../providerApi/reasons';
import type { SecretValue } from '../SecretValue';

/** One place of a provider in which a consumer reads a path: a secret, a variable. @public */
export interface DeliveryPlace {
  /** For people, and as the instance's id: `acme/checkout DB_PASSWORD`. */
  readonly id: string;
}

/** Where a consumer reads a path. @public */
export interface DeliveryScope<Place extends DeliveryPlace> {
  /** Its project at the provider, as its catalog file names it. */
  readonly project: string;
  /** At least one. */
  readonly places: readonly Place[];
}

/** What is brought to a place. @public */
export interface Delivery {
  /** The store's path. */
  readonly path: string;
  /** Which version of it. */
  readonly version: StoreVersionId;
  /** The secret text itself. */
  readonly text: string;
}

/** What a place is looked at for. @public */
export interface DeliveryQuestion {
  /** The consumer's project. */
  readonly project: string;
  /** The store's path. */
  readonly path: string;
  /** The versions that it may hold. */
  readonly candidates: ReadonlyMap<StoreVersionId, SecretValue>;
}

/**
 * What a provider does in its own way; {@link DeliveringConsumerAdapter} does the rest. Built for one entry of
 * `consumers`.
 * @public
 */
export interface DeliveryProvider<Place extends DeliveryPlace> {
  /** What the plan says of a reload. */
  readonly effect: string;
  /** Where the evidence comes from, for people. */
  readonly source: string;

  /**
   * Where a consumer reads a path, as far as the operator allows it. Pure.
   * @throws MisconfiguredError when its annotations lead nowhere
   */
  scopeOf(consumer: ConsumerEntity, path: string): DeliveryScope<Place>;

  /**
   * The text of a value that a place gets, looked at before anything is written. Pure.
   * @throws MisconfiguredError when the place cannot take it
   */
  textOf(place: Place, value: SecretValue): string;

  /**
   * Opens the provider's API for a project.
   * @throws MisconfiguredError, UnavailableError
   */
  connect(
    project: string,
    context: { limit: RateLimit; signal: AbortSignal },
  ): Promise<ProviderApi>;

  /**
   * Why nothing can be delivered into a project as it is now; `undefined` when something can.
   * @throws ApiProblem
   */
  refusalOf(
    api: ProviderApi,
    project: string,
  ): Promise<MisconfiguredError | undefined>;

  /** A place as reasons name it. Pure. */
  named(name: string): WrittenPlace;

  /**
   * Brings a version to a place, unless it is there.
   * @throws ApiProblem, FencedError, MisconfiguredError
   */
  deliver(
    api: ProviderApi,
    place: Place,
    delivery: Delivery,
    fence: Fence,
  ): Promise<void>;

  /**
   * Looks at a place.
   * @throws ApiProblem
   */
  observe(
    api: ProviderApi,
    place: Place,
    question: DeliveryQuestion,
  ): Promise<InstanceObservation>;
}
