import type {
  Finding,
  HealthState,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { SecretValue } from '../SecretValue';
import type { EffectContext, WriteContext } from './effect';
import type { StoreVersionId } from './SecretStore';

/** What the catalog says of a consumer. Addresses are made of it by the operator's patterns alone. @public */
export interface ConsumerEntity {
  /** Entity ref, lower case. */
  readonly entityRef: string;
  /** The entity's name. */
  readonly name: string;
  /** The entity's namespace. */
  readonly namespace: string;
  /** The entity's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The entity's annotations; absent for a run that began before they were kept. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One running copy of a consumer. Ids are opaque, stable while the copy lives, and show no host. @public */
export type InstanceId = string & { readonly __brand: 'InstanceId' };

/** Marks a string as the id of an instance. @public */
export function instanceId(id: string): InstanceId {
  return id as InstanceId;
}

/** What one instance said, or that it said nothing. @public */
export interface InstanceObservation {
  /** Which instance it is. */
  readonly id: InstanceId;
  /** How well it is, by its own account or by its silence. */
  readonly health: HealthState;
  /** The store's id of the version in use, as the instance names it; absent when it does not say. */
  readonly version?: StoreVersionId;
  /** Since when it uses that version. */
  readonly since?: Date;
  /** When its process started, if it says so. */
  readonly startedAt?: Date;
  /** What it was started from, as its platform names it: the hash of a template, a revision. */
  readonly revision?: string;
  /**
   * `proven`: it answered our nonce with a digest keyed by the value itself. `claimed`: it only says so.
   * `none`: it said nothing, or its digest was wrong (then `finding` is `stale-cache`).
   */
  readonly strength: 'proven' | 'claimed' | 'none';
  /** Why it is ill or proves nothing. */
  readonly finding?: Finding;
}

/** All expected instances of a consumer at one moment; an instance that does not answer is in the list too. @public */
export interface ConsumerObservation {
  /** Every expected instance, in a stable order. */
  readonly instances: readonly InstanceObservation[];
  /** Where the evidence comes from, for people: `Attestation endpoint`. */
  readonly source: string;
}

/** How people make a consumer load a version of which only they can say that it does. No part of it is a value. @public */
export interface ConsumerConfirmation {
  /** How, in as many lines as it takes. */
  readonly instructions: string;
  /** Where it is done. */
  readonly link?: string;
  /** Entity ref of who is asked, and who alone may say so; absent for the consumer's owner. */
  readonly assignee?: string;
}

/**
 * Makes a consumer load a version and proves that it did. Built for one operator-configured entry of `consumers`.
 * Every method may be repeated any number of times. Methods throw the errors of `errors.ts` alone.
 * @public
 */
export interface ConsumerAdapter {
  /** Whether this entry can attest at all; a consumer that cannot holds up every run of its secret. */
  readonly attests: boolean;
  /** What `reload` does, for the plan: `is told to reload`, `is restarted`. */
  readonly effect: string;
  /**
   * Where only a person can say what a consumer uses: what they are asked. Their word for a version, given to Keyturn,
   * stands then for what {@link ConsumerAdapter.observe} finds, as a claim. Absent: the consumer can be asked itself.
   */
  readonly confirmation?: ConsumerConfirmation;

  /**
   * Brings a version to where the consumer's instances read it, for consumers that do not read the store themselves.
   * Comes before {@link ConsumerAdapter.reload}, which is not called until this is done: done means that an instance
   * that loads now loads this version. Optional: without it the instances read the store.
   */
  deliver?(
    input: {
      consumer: ConsumerEntity;
      path: string;
      version: StoreVersionId;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void>;

  /**
   * Tells every instance to load a version. Keyed by version: an instance that was told the same version before is
   * not restarted again. Done means told; that it happened is shown by {@link ConsumerAdapter.observe}.
   * @returns how many instances were told
   */
  reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    context: WriteContext,
  ): Promise<{ told: number }>;

  /**
   * Asks every expected instance for its health and for the version of `path` that it uses.
   * @param input - `candidates` are the values that an instance may prove, by their store ids
   */
  observe(
    input: {
      consumer: ConsumerEntity;
      path: string;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    context: EffectContext,
  ): Promise<ConsumerObservation>;
}
