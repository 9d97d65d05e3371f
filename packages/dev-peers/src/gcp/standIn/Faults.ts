import { status } from '@grpc/grpc-js';
import { Refusal } from './refusal';

/** What goes wrong with a request. @public */
export type GcpFault =
  /** Refused: the project's quota is used up. */
  | { readonly kind: 'exhausted'; readonly retryAfterSeconds?: number }
  /** Refused, with a status of gRPC. */
  | { readonly kind: 'refused'; readonly code: status }
  /** Refused: the service cannot be asked. */
  | { readonly kind: 'unavailable' }
  /** Carried out, and the answer is lost: the caller cannot tell it from a request that never arrived. */
  | { readonly kind: 'reply-lost' }
  /** A bit of the payload changes on the way: to the service with `AddSecretVersion`, else to the caller. */
  | { readonly kind: 'payload-damaged' };

/** The faults that wait for requests. */
export class Faults {
  readonly #waiting = new Map<string, GcpFault[]>();

  /** The next `times` requests of a method meet a fault. */
  add(method: string, fault: GcpFault, times: number): void {
    const waiting = this.#waiting.get(method) ?? [];
    this.#waiting.set(method, [...waiting, ...Array(times).fill(fault)]);
  }

  clear(): void {
    this.#waiting.clear();
  }

  /** Carries a request out, with the fault that waits for its method. */
  meet(
    method: string,
    message: unknown,
    carryOut: (message: unknown) => object,
  ): object {
    const fault = this.#waiting.get(method)?.shift();
    switch (fault?.kind) {
      case 'exhausted':
        throw new Refusal(
          status.RESOURCE_EXHAUSTED,
          "Quota exceeded for quota metric 'Write requests'.",
          fault.retryAfterSeconds,
        );
      case 'refused':
        throw new Refusal(fault.code, 'The stand-in was told to refuse.');
      case 'unavailable':
        throw new Refusal(status.UNAVAILABLE, 'The service is unavailable.');
      case 'reply-lost':
        carryOut(message);
        // What a client's library makes of a connection that breaks.
        throw new Refusal(status.UNAVAILABLE, 'The connection was reset.');
      case 'payload-damaged':
        return method === 'AddSecretVersion'
          ? carryOut(damaged(message))
          : damaged(carryOut(message));
      default:
        return carryOut(message);
    }
  }
}

function damaged(message: unknown): object {
  const { payload, ...rest } = Object(message);
  const data = Buffer.from(payload.data);
  data.writeUInt8(data.readUInt8(0) ^ 1, 0);
  return { ...rest, payload: { ...payload, data } };
}
