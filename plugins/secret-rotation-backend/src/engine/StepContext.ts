import type {
  CredentialWatcher,
  EffectContext,
  Fence,
  HealthSource,
  SecretReader,
  SecretValue,
  WriteContext,
  ConsumerAdapter,
  ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunKind } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Policy } from '../configuration/model';
import type {
  ConsumerRow,
  Pins,
  RunRow,
  SecretRow,
  StepRow,
  VersionRow,
} from '../ledger/rows';
import type { ConsumerState } from '../workflow/consumer';
import type { GateState } from '../workflow/gates';
import type { Rules } from '../workflow/rules';
import type { Matter, Outcome } from '../workflow/transition';
import type { Means } from './means';

/** What a step learnt or changed, to be committed with its outcome. Absent parts stay as they are. */
export interface Patch {
  readonly pins?: Pins;
  readonly kind?: RunKind;
  readonly gates?: readonly GateState[];
  /** Only those that changed. */
  readonly consumers?: readonly ConsumerState[];
  /** Only those that changed. */
  readonly versions?: readonly VersionRow[];
  readonly overlapFrom?: number;
  /** Present and `undefined`: there is none (any more). */
  readonly convergenceMs?: number;
  readonly waves?: number;
  /** The labels that a worker needs from here on. */
  readonly needs?: readonly string[];
  readonly secret?: Partial<SecretRow>;
}

/** What came of one try at a step. */
export interface StepResult {
  readonly outcome: Outcome;
  /** What was proven, one fact a line. No value, no address. */
  readonly evidence: readonly string[];
  readonly patch?: Patch;
}

/** How patient runs are. Spans in ms. */
export interface Patience {
  readonly graceMs: number;
  readonly maxRepairs: number;
  readonly pollMs: number;
}

/** The consumer side of the catalog, as the engine needs it. */
export interface ConsumerSource {
  /** Reads the consumers of a secret anew from the catalog; `undefined` when the entity is gone. */
  read(
    secret: SecretRow,
    signal: AbortSignal,
  ): Promise<readonly ConsumerRow[] | undefined>;
}

/** What is known of a consumer before its adapter is found. */
export interface ReachWish {
  readonly entry?: string;
  readonly entity: ConsumerEntity;
}

/** A consumer's adapter with what it needs to know. */
export interface ReachableConsumer {
  readonly adapter: ConsumerAdapter;
  /** What else tells how well it is. */
  readonly health?: HealthSource;
  readonly entity: ConsumerEntity;
  /** The labels that a worker must carry to reach it. */
  readonly workerLabels: readonly string[];
}

/** Values that one slice of work holds. */
export interface Memory {
  /** What `generate` made and `stage` has not made durable yet. */
  generated?: SecretValue;
  /** What was current before the manager was asked to rotate, where nobody can read it afterwards. */
  former?: SecretValue;
}

/** Everything that a step may use. Values live in `memory` while a slice of work lasts, and nowhere else. */
export interface StepContext {
  readonly run: RunRow;
  readonly secret: SecretRow;
  readonly versions: readonly VersionRow[];
  readonly consumers: readonly ConsumerState[];
  readonly steps: readonly StepRow[];
  readonly policy: Policy;
  readonly patience: Patience;
  readonly rules: Rules;
  readonly store: SecretReader;
  readonly rotator: CredentialWatcher;
  /** Who makes the new value, and how. */
  readonly means: Means;
  readonly options: unknown;
  readonly fence: Fence;
  readonly fallbackOwner: string;
  readonly consumerSource: ConsumerSource;
  readonly memory: Memory;
  /** When this step began, also across waits. */
  readonly startedAt: number;
  now(): number;
  /** A call that reads. */
  read<T>(
    name: string,
    act: (context: EffectContext) => Promise<T>,
  ): Promise<T>;
  /** A call that changes something. */
  write<T>(
    name: string,
    act: (context: WriteContext) => Promise<T>,
  ): Promise<T>;
  /** How a consumer is reached; `undefined` when it names no entry, or one that is not configured. */
  reach(consumer: ReachWish): ReachableConsumer | undefined;
}

/** One step of the workflow. */
export type Step = (context: StepContext) => Promise<StepResult>;

/** A finished step. */
export function done(evidence: readonly string[], patch?: Patch): StepResult {
  return { outcome: { kind: 'done' }, evidence, patch };
}

/** A step that is tried again at `until` (ms). */
export function waitUntil(
  until: number,
  cause: string,
  evidence: readonly string[] = [],
  patch?: Patch,
  matter: Matter = {},
): StepResult {
  return {
    outcome: { kind: 'wait', until, cause, ...matter },
    evidence,
    patch,
  };
}

/** A step that needs a person. */
export function ask(
  context: Pick<StepContext, 'secret' | 'fallbackOwner'>,
  text: string,
  options: Matter & {
    owner?: string;
    lookAgainAt?: number;
    evidence?: readonly string[];
    patch?: Patch;
  } = {},
): StepResult {
  const owner = options.owner ?? context.secret.owner ?? context.fallbackOwner;
  return {
    outcome: {
      kind: 'block',
      question: {
        text,
        owner,
        lookAgainAt: options.lookAgainAt,
        about: options.about,
        consumers: options.consumers,
        task: options.task,
      },
    },
    evidence: options.evidence ?? [],
    patch: options.patch,
  };
}
