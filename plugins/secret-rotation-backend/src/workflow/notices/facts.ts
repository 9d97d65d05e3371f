import type {
  BindingState,
  RunCause,
  RunDirection,
  RunState,
  StepName,
  TurnSubject,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Notice } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { PortalPaths } from './links';
import type { Reminders } from './reminders';

/** What is asked of a secret. Instants are in ms. */
export interface NoticeSecret {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly owner?: string;
  readonly policy: string;
  readonly binding: BindingState;
  readonly dueAt?: number;
  readonly dispatchAt?: number;
}

/** What is asked of a run. Instants are in ms. */
export interface NoticeRun {
  readonly id: number;
  readonly state: RunState;
  readonly direction: RunDirection;
  readonly step: StepName;
  readonly wave: number;
  readonly cause: RunCause;
  readonly policy: { readonly reminders?: Reminders };
  readonly nextAt?: number;
  readonly closedAt?: number;
  readonly decision?: object;
  readonly turn?: { readonly about?: TurnSubject } & (
    | { readonly who: 'keyturn' }
    | { readonly who: 'person'; readonly owner: string }
  );
}

/** What the ledger knows. */
export interface NoticeFacts {
  readonly now: number;
  readonly fallbackOwner: string;
  readonly paths: PortalPaths;
  /** Runs that are open or were a while ago, each with its secret. */
  readonly runs: ReadonlyArray<{
    readonly run: NoticeRun;
    readonly secret: NoticeSecret;
  }>;
  /** Secrets without an open run. */
  readonly secrets: readonly NoticeSecret[];
  /** Of the present policies by name. */
  readonly reminders: ReadonlyMap<string, Reminders>;
}

/** A notice that stands: it is so now, whether somebody was told or not. */
export interface CurrentNotice extends Notice {
  readonly secretId: number;
  readonly runId?: number;
  readonly reminders: Reminders;
}
