import type {
  EvidenceStrength,
  Finding,
  HealthState,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { hasRestarted, startsSeen, startsTooOften } from './starts';
import type { Matter } from './transition';
import type {
  ConsumerEntity,
  ConsumerObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What a run keeps of one instance. Versions are numbers of ours, instants are in ms. */
export interface InstanceState {
  readonly id: string;
  readonly health: HealthState;
  readonly strength: EvidenceStrength;
  /** The store's id that the instance names. */
  readonly storeVersion?: string;
  /** Our number of it, when we know it. */
  readonly version?: number;
  readonly since?: number;
  readonly startedAt?: number;
  /** What its platform started it from. */
  readonly revision?: string;
  readonly observedAt: number;
  readonly finding?: Finding;
}

/** What a run knows of one consumer. A plain value: it is stored as it is. */
export interface ConsumerState {
  readonly entityRef: string;
  /** Kept, so that a consumer that left the catalog can still be asked. */
  readonly entity: ConsumerEntity;
  /** Name of the entry of `consumers` in app-config. */
  readonly entry?: string;
  readonly title?: string;
  readonly owner?: string;
  /** From 1. */
  readonly wave: number;
  /** The version that it must use: the new one, in a rollback the old one. */
  readonly wanted: number;
  /** It was ill before the run, so the run is not blamed. */
  readonly illBefore: boolean;
  /** It left the catalog while the run went on; it stays required until a permitted person releases it. */
  readonly vanished: boolean;
  /** It vanished, and a permitted person let the run go on without it. */
  readonly released?: boolean;
  readonly toldAt?: number;
  /** When every instance was first seen to attest the wanted version; rows of older releases lack it. */
  readonly attestedSince?: number;
  /** Since when every instance has been healthy without a break. */
  readonly healthySince?: number;
  readonly illSince?: number;
  readonly repairs: number;
  /** Sessions of its own that the target saw on the credential that is to go, at the last look. */
  readonly oldSessions?: number;
  /** Different times at which instances said they had started, seen since the run began to lead it to this version. */
  readonly starts?: readonly number[];
  readonly source?: string;
  readonly observedAt?: number;
  readonly instances: readonly InstanceState[];
}

/** Finds our number of a store's version id. */
export type VersionNumbers = ReadonlyMap<string, number>;

/** Who a consumer is, as the catalog says. */
export type ConsumerIdentity = Pick<
  ConsumerState,
  'entityRef' | 'entity' | 'entry' | 'title' | 'owner'
>;

/** A consumer that a run has not asked yet. */
export function unasked(
  identity: ConsumerIdentity,
  task: Pick<ConsumerState, 'wave' | 'wanted'>,
): ConsumerState {
  return {
    ...identity,
    ...task,
    illBefore: false,
    vanished: false,
    repairs: 0,
    instances: [],
  };
}

/**
 * The consumers of the catalog join those of a run. The set only grows: one that vanished stays required. Pure.
 * @param task - what a newcomer is to do
 */
export function joinConsumers(
  known: readonly ConsumerState[],
  present: readonly ConsumerIdentity[],
  task: Pick<ConsumerState, 'wave' | 'wanted'>,
): ConsumerState[] {
  const refs = new Set(present.map(({ entityRef }) => entityRef));
  const knownRefs = new Set(known.map(({ entityRef }) => entityRef));
  return [
    ...known.map(({ released, ...consumer }) => {
      const vanished = !refs.has(consumer.entityRef);
      // Whoever comes back uses the secret again.
      return vanished && released
        ? { ...consumer, vanished, released }
        : { ...consumer, vanished };
    }),
    ...present
      .filter(({ entityRef }) => !knownRefs.has(entityRef))
      .map(identity => unasked(identity, task)),
  ];
}

/** Those that must still prove something. */
export function unreleased(
  consumers: readonly ConsumerState[],
): ConsumerState[] {
  return consumers.filter(consumer => !consumer.released);
}

/** What a run is about that is held up by these consumers, if some of them vanished: those may be released. */
export function aboutVanished(heldUpBy: readonly ConsumerState[]): Matter {
  const consumers = heldUpBy
    .filter(consumer => consumer.vanished)
    .map(consumer => consumer.entityRef);
  return consumers.length > 0 ? { about: 'vanished-consumers', consumers } : {};
}

/** Adds a new observation to what a run knows of a consumer. Pure. */
export function observed(
  state: ConsumerState,
  observation: ConsumerObservation,
  numbers: VersionNumbers,
  now: number,
): ConsumerState {
  const instances = observation.instances.map(
    (instance): InstanceState => ({
      id: instance.id,
      health: instance.health,
      strength: instance.strength,
      storeVersion: instance.version,
      version:
        instance.version === undefined
          ? undefined
          : numbers.get(instance.version),
      since: instance.since?.getTime(),
      startedAt: instance.startedAt?.getTime(),
      revision: instance.revision,
      observedAt: now,
      finding: instance.finding,
    }),
  );
  const unbrokenSince = hasRestarted(state.instances, instances)
    ? undefined
    : state.healthySince;
  const healthy =
    instances.length > 0 && instances.every(i => i.health === 'healthy');
  return {
    ...state,
    instances,
    starts: startsSeen(state.starts ?? [], instances),
    source: observation.source,
    observedAt: now,
    attestedSince: attestedSince(state, instances, now),
    healthySince: healthy ? unbrokenSince ?? now : undefined,
    illSince: healthy ? undefined : state.illSince ?? now,
  };
}

/** An instance that uses another version takes the attestation back; one that says nothing does not. */
function attestedSince(
  before: ConsumerState,
  instances: readonly InstanceState[],
  now: number,
): number | undefined {
  if (hasAttested({ ...before, instances })) {
    // What attested before without an instant was seen by an older release, nobody knows when.
    return before.attestedSince ?? (hasAttested(before) ? undefined : now);
  }
  const silent = instances.every(
    i => i.strength === 'none' || i.version === before.wanted,
  );
  return silent ? before.attestedSince : undefined;
}

/** Health of a consumer as a whole: as ill as its worst instance. */
export function healthOf(state: Pick<ConsumerState, 'instances'>): HealthState {
  if (state.instances.length === 0) return 'unknown';
  if (state.instances.some(i => i.health === 'ill')) return 'ill';
  return state.instances.every(i => i.health === 'healthy')
    ? 'healthy'
    : 'unknown';
}

/** The version that every instance uses and gives evidence of, `undefined` while they differ or one says nothing. */
export function attestedVersion(
  state: Pick<ConsumerState, 'instances'>,
): number | undefined {
  const [first, ...others] = state.instances;
  if (first === undefined || first.strength === 'none') return undefined;
  const same = others.every(
    i => i.strength !== 'none' && i.version === first.version,
  );
  return same ? first.version : undefined;
}

/** Whether every instance attested the wanted version. No instance is no proof. */
export function hasAttested(state: ConsumerState): boolean {
  return attestedVersion(state) === state.wanted;
}

/** The weakest evidence of all instances. */
export function evidenceOf(
  state: Pick<ConsumerState, 'instances'>,
): EvidenceStrength {
  if (state.instances.length === 0) return 'none';
  if (state.instances.some(i => i.strength === 'none')) return 'none';
  return state.instances.every(i => i.strength === 'proven')
    ? 'proven'
    : 'claimed';
}

/** Why a consumer does not use the wanted version or is ill, if there is anything to say. */
export function findingOf(state: ConsumerState): Finding | undefined {
  if (state.instances.length === 0) {
    return state.observedAt === undefined ? undefined : 'no-attestation';
  }
  const reported = state.instances.find(i => i.finding !== undefined)?.finding;
  const startsAgain = startsTooOften(state.starts ?? [], state.instances);
  if (
    (reported ?? 'unreachable') === 'unreachable' &&
    healthOf(state) !== 'healthy' &&
    startsAgain
  ) {
    return 'crash-loop';
  }
  // A copy is old only where it is not the wanted one.
  if (reported && !(reported === 'stale-cache' && hasAttested(state)))
    return reported;
  if (state.toldAt === undefined) return undefined;
  if (hasAttested(state)) {
    return isContradicted(state) ? 'old-credential-in-use' : undefined;
  }
  return 'not-reloaded';
}

/** Whether it attests the wanted version while the target still sees it on the other one. */
export function isContradicted(state: ConsumerState): boolean {
  return hasAttested(state) && (state.oldSessions ?? 0) > 0;
}

/** A consumer that is to be led to another version than it was told. */
export function toldAnew(
  consumer: ConsumerState,
  wanted: number,
): ConsumerState {
  return {
    ...consumer,
    wanted,
    toldAt: undefined,
    attestedSince: undefined,
    illSince: undefined,
    starts: wanted === consumer.wanted ? consumer.starts : undefined,
    repairs: 0,
  };
}
