/**
 * The words of Keyturn as closed unions. Everything that has a state has exactly these states.
 * Arrays come first so that the API document, the database and the portal can enumerate them.
 */

/**
 * The boxes of the workflow in their order. `reload` and `monitor` repeat once per wave.
 * @public
 */
export const STEPS = [
  'preflight',
  'generate',
  'stage',
  'activate',
  'promote',
  'reload',
  'monitor',
  'verify',
  'revoke',
  'destroy',
  'record',
  'schedule',
] as const;

/** One box of the workflow. @public */
export type StepName = (typeof STEPS)[number];

/**
 * States of a run. `queued`, `running`, `waiting` and `blocked` are open; a secret has at most one open run.
 * `refused` means that preflight failed and nothing was written anywhere.
 * @public
 */
export const RUN_STATES = [
  'queued',
  'running',
  'waiting',
  'blocked',
  'succeeded',
  'rolled-back',
  'cancelled',
  'refused',
] as const;

/** State of a run. @public */
export type RunState = (typeof RUN_STATES)[number];

/** The states in which a run still occupies its secret. @public */
export const OPEN_RUN_STATES = [
  'queued',
  'running',
  'waiting',
  'blocked',
] as const satisfies readonly RunState[];

/** State of a run that is not over. @public */
export type OpenRunState = (typeof OPEN_RUN_STATES)[number];

/** Whether a run in this state still occupies its secret. @public */
export function isOpen(state: RunState): state is OpenRunState {
  return (OPEN_RUN_STATES as readonly RunState[]).includes(state);
}

/**
 * What a run is for: `rotate` replaces an accepted current version, `provision` makes the first version,
 * `repair` replaces a current version that the target already refuses.
 * @public
 */
export const RUN_KINDS = ['rotate', 'provision', 'repair'] as const;

/** What a run is for. @public */
export type RunKind = (typeof RUN_KINDS)[number];

/** Which way a run goes. `rollback` is itself a gated rotation back to the old version. @public */
export const RUN_DIRECTIONS = ['forward', 'rollback'] as const;

/** Which way a run goes. @public */
export type RunDirection = (typeof RUN_DIRECTIONS)[number];

/** What started a run. @public */
export const RUN_TRIGGERS = ['schedule', 'event', 'manual'] as const;

/** What started a run. @public */
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/**
 * Why a run replaces the value: `routine`, its time is over or somebody wants a new one; `compromised`, somebody else
 * may have it.
 * @public
 */
export const RUN_CAUSES = ['routine', 'compromised'] as const;

/** Why a run replaces the value. @public */
export type RunCause = (typeof RUN_CAUSES)[number];

/** States of a version of a secret. @public */
export const VERSION_STATES = [
  'pending',
  'current',
  'previous',
  'revoked',
  'destroyed',
] as const;

/** State of a version of a secret. @public */
export type VersionState = (typeof VERSION_STATES)[number];

/**
 * How a catalog entity is bound to a store path and an account.
 * Only `enrolled` secrets are ever acted on.
 * @public
 */
export const BINDING_STATES = [
  'misconfigured',
  'conflicting',
  'unenrolled',
  'enrolled',
  'parked',
] as const;

/** How a catalog entity is bound to a store path and an account. @public */
export type BindingState = (typeof BINDING_STATES)[number];

/** Where a secret stands against its policy. @public */
export const DUE_STATES = [
  'unknown',
  'up-to-date',
  'due-soon',
  'overdue',
] as const;

/** Where a secret stands against its policy. @public */
export type DueState = (typeof DUE_STATES)[number];

/**
 * The worst fact about a secret in one word, worst first: what a badge shows.
 * @public
 */
export const SECRET_BADGES = [
  'blocked',
  'conflicting',
  'misconfigured',
  'overdue',
  'parked',
  'unenrolled',
  'waiting',
  'rotating',
  'unknown',
  'due-soon',
  'up-to-date',
] as const;

/** The worst fact about a secret in one word. @public */
export type SecretBadge = (typeof SECRET_BADGES)[number];

/** Health of one instance or of a consumer as a whole. @public */
export const HEALTH_STATES = ['healthy', 'ill', 'unknown'] as const;

/** Health of one instance or of a consumer as a whole. @public */
export type HealthState = (typeof HEALTH_STATES)[number];

/** Why a consumer does not use the wanted version, or is ill. @public */
export const FINDINGS = [
  'not-reloaded',
  'wrong-path',
  'permission-denied',
  'stale-cache',
  'bad-format',
  'crash-loop',
  'old-credential-in-use',
  'unreachable',
  'no-attestation',
] as const;

/** Why a consumer does not use the wanted version, or is ill. @public */
export type Finding = (typeof FINDINGS)[number];

/**
 * How strong an attestation is: `proven` by a keyed digest over our nonce or by the target itself,
 * `claimed` by the consumer's word, `none`.
 * @public
 */
export const EVIDENCE_STRENGTHS = ['proven', 'claimed', 'none'] as const;

/** How strong an attestation is. @public */
export type EvidenceStrength = (typeof EVIDENCE_STRENGTHS)[number];

/** How one attempt at a step ended, or that it has not. @public */
export const ATTEMPT_STATES = [
  'running',
  'done',
  'waiting',
  'blocked',
  'failed',
] as const;

/** How one attempt at a step ended, or that it has not. @public */
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/**
 * What a person can answer to a blocked or waiting run. `complete` says that a task is done. `adopt` and `retry` answer to a drift: the version that is
 * current in the store stays, or what somebody else wrote is replaced. `release` lets consumers go that vanished from the catalog.
 * @public
 */
export const DECISIONS = [
  'complete',
  'adopt',
  'retry',
  'release',
  'recheck',
  'rollback',
  'cancel',
] as const;

/** What a person can answer to a blocked or waiting run. @public */
export type Decision = (typeof DECISIONS)[number];

/**
 * What a run that stands still is about, where that opens choices of its own: `drift`, somebody else changed the
 * secret in the store; `vanished-consumers`, it is held up by consumers that left the catalog; `no-consumers`, the
 * catalog knows nobody who uses the secret; `task`, a person is to change what nobody else can.
 * @public
 */
export const TURN_SUBJECTS = [
  'drift',
  'vanished-consumers',
  'no-consumers',
  'task',
] as const;

/** What a run that stands still is about. @public */
export type TurnSubject = (typeof TURN_SUBJECTS)[number];

/** How far a store can go when it destroys a version. @public */
export const DESTROY_DEPTHS = ['erases', 'disables', 'deprecates'] as const;

/** How far a store can go when it destroys a version. @public */
export type DestroyDepth = (typeof DESTROY_DEPTHS)[number];

/** The number of a run as people write it, for example `R-2041`. @public */
export function runLabel(id: number): string {
  return `R-${id}`;
}

/** The number of a version as people write it, for example `v42`. @public */
export function versionLabel(number: number): string {
  return `v${number}`;
}
