import type { Fields } from '../stores';

/** A connection that was opened with a value. @public */
export interface TargetConnection {
  /** Does what the service does all the time, once. */
  query(): Promise<void>;
  close(): Promise<void>;
}

/** How a service speaks to one kind of target. @public */
export interface TargetClient<Target> {
  /** The field of the value that nobody else may know. */
  readonly secretField: string;
  /**
   * Opens a connection with a value.
   * @param name - by which the target knows the caller
   * @param onLost - called when the connection ends while nothing is asked on it
   */
  connect(
    target: Target,
    fields: Fields,
    name: string,
    onLost: (error: unknown) => void,
  ): Promise<TargetConnection>;
  /** Whether the target refused the value, or something else went wrong. */
  failureOf(error: unknown): 'refused' | 'unknown';
}
