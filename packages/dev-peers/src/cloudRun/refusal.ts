/** A request that Cloud Run refuses, as Google names the reason on the wire. @internal */
export class CloudRunRefusal extends Error {
  readonly code: number;
  readonly status: string;

  constructor(code: number, status: string) {
    super('The words of the provider');
    this.code = code;
    this.status = status;
  }
}

/** There is no such thing. @internal */
export const absent = () => new CloudRunRefusal(404, 'NOT_FOUND');

/** It is not what the request took it to be. @internal */
export const outdated = () => new CloudRunRefusal(409, 'ABORTED');

/** There is a revision of this name. @internal */
export const taken = () => new CloudRunRefusal(409, 'ALREADY_EXISTS');

/** Cloud Run does not do such a thing. @internal */
export const invalid = () => new CloudRunRefusal(400, 'INVALID_ARGUMENT');
