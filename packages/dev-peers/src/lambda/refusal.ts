/** A request that Lambda refuses, as it names the reason on the wire. @internal */
export class LambdaRefusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string) {
    super('The words of the provider');
    this.status = status;
    this.type = type;
  }
}

/** There is no such thing. @internal */
export const absent = () => new LambdaRefusal(404, 'ResourceNotFoundException');

/** Lambda is at work on it, or somebody else. @internal */
export const conflict = () =>
  new LambdaRefusal(409, 'ResourceConflictException');

/** It is not what the request took it to be. @internal */
export const outdated = () =>
  new LambdaRefusal(412, 'PreconditionFailedException');

/** Lambda does not do such a thing. @internal */
export const invalid = () =>
  new LambdaRefusal(400, 'InvalidParameterValueException');
