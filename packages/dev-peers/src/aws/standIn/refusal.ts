/** A request that AWS refuses. */
export class AwsRefusal extends Error {
  /** As AWS names it on the wire, for example `ResourceNotFoundException`. */
  readonly type: string;

  constructor(type: string, message = 'Refused by the stand-in') {
    super(message);
    this.type = type;
  }
}
