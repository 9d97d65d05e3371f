import type {
  ConsumerObservation,
  PreflightCheck,
  RunAccounts,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunKind } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerRow } from '../../../ledger/rows';
import type { Acceptance } from '../acceptance';
import type { ReachableConsumer, StepContext } from '../../StepContext';

/** What an examination needs. A plan has no run, so this is less than a step's context. */
export type ExamineContext = Pick<
  StepContext,
  | 'secret'
  | 'store'
  | 'rotator'
  | 'means'
  | 'policy'
  | 'rules'
  | 'options'
  | 'consumerSource'
  | 'read'
  | 'reach'
> & {
  readonly path: string;
  readonly kind: RunKind;
};

/** A consumer as preflight found it. */
export interface ExaminedConsumer {
  readonly row: ConsumerRow;
  readonly reachable?: ReachableConsumer;
  readonly provable: boolean;
  /** Absent when it could not be asked. */
  readonly observation?: ConsumerObservation;
  /** Whether it is ill already, so that a run is not blamed for it. */
  readonly isIll: boolean;
}

/** All that is known before anything is written. */
export interface Examination {
  readonly checks: readonly PreflightCheck[];
  readonly kind: RunKind;
  readonly accounts?: RunAccounts;
  readonly seen?: StoreVersionId;
  /** When the store made the version that it calls current. */
  readonly seenSince?: Date;
  readonly current?: SecretValue;
  /** `unknown`: an endpoint did not answer. `untold`: nobody can be asked. */
  readonly currentAnswer: Acceptance['answer'] | 'absent';
  readonly consumers: readonly ExaminedConsumer[];
}
