/** Why a cloud did not do what it was asked, in the few kinds that make a difference. @public */
export type WorkloadProblemKind =
  /** The credential may not, or is refused as a whole. */
  | 'forbidden'
  /** There is no such workload, or no such version of it. */
  | 'absent'
  /** Somebody else changed it since it was read, or is changing it now. */
  | 'conflict'
  /** What came back is no answer of the cloud. */
  | 'malformed'
  /** It will never be done as it was asked. */
  | 'refused'
  /** No answer, or one that says to come again. */
  | 'silent';

/** What a cloud answered in place of what was asked. Its own words are dropped: they may quote a workload. @public */
export class WorkloadProblem extends Error {
  /** Which of the kinds it is. */
  readonly kind: WorkloadProblemKind;
  /** The permission that the request needs, as the cloud names it. */
  readonly permission: string;

  constructor(kind: WorkloadProblemKind, permission: string) {
    super(`${permission}: ${kind}`);
    this.kind = kind;
    this.permission = permission;
  }
}
