import { ConflictError } from '@backstage/errors';

/** A run is open already, and a secret has at most one. @internal */
export class OpenRunError extends ConflictError {
  /** The id of the run that is open. */
  readonly openRun: number;

  constructor(message: string, openRun: number) {
    super(message);
    this.openRun = openRun;
  }
}
