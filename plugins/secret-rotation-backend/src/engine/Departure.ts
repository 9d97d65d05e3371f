/**
 * What a slice of work must know of its process's end. First it goes on to its next commit and gives the run back
 * there; when the process can wait no longer it begins no further call.
 */
export interface Departure {
  /** The process is to end: a run is given back at its next commit. */
  readonly isNear: boolean;
  /** The process ends now: no call may begin, because the lease will not outlast it. */
  readonly isNow: boolean;
}

/** A process that goes on. */
export const NO_DEPARTURE: Departure = { isNear: false, isNow: false };
