import { StandIn, type GcpPassage } from './standIn/StandIn';
import type { GcpFault } from './standIn/Faults';
import { emptyState } from './standIn/state';

export type { GcpFault, GcpPassage };

/** A method of the service, for example `AddSecretVersion`. @public */
export type GcpMethod = string;

/** Our stand-in for GCP Secret Manager, inside this process. @public */
export interface GcpStandIn {
  /** `127.0.0.1:<port>`, without TLS and credentials. */
  readonly endpoint: string;
  /** Lets the next requests of a method meet a fault; one, if `times` does not say otherwise. */
  fail(method: GcpMethod, fault: GcpFault, times?: number): void;
  /** Takes a right of all callers on the resources whose names match, on all without `resource`. */
  takeRight(permission: string, resource?: RegExp): void;
  /** Disables a key of the customer: what it encrypts can neither be read nor written. */
  disableKey(kmsKeyName: string): void;
  /** Ends all faults, gives all rights back, and enables all keys. */
  mend(): void;
  /** Opens a second port to the same secrets, with something between its requests and their answers. */
  openPort(passage: GcpPassage): Promise<{ endpoint: string; close(): void }>;
  /** Breaks all connections and forgets everything. */
  stop(): void;
}

/**
 * Starts the stand-in inside this process, on a free loopback port. What it keeps is in memory alone.
 * @param options - `location` makes it a regional endpoint; `now` is its clock, in milliseconds; `port` is any free one
 *   by default
 * @public
 */
export async function startGcpStandIn(
  options: { location?: string; now?: () => number; port?: number } = {},
): Promise<GcpStandIn> {
  const standIn = new StandIn({
    state: emptyState(),
    save: async () => undefined,
    location: options.location,
    now: options.now ?? Date.now,
  });
  const first = await standIn.listen(options.port ?? 0);
  const ports = [first];
  return {
    endpoint: endpointOf(first.port),
    fail: (method, fault, times = 1) =>
      standIn.faults.add(method, fault, times),
    takeRight: (permission, resource) =>
      standIn.rights.take(permission, resource),
    disableKey: kmsKeyName => standIn.keys.disable(kmsKeyName),
    mend() {
      standIn.faults.clear();
      standIn.rights.giveBackAll();
      standIn.keys.enableAll();
    },
    async openPort(passage) {
      const second = await standIn.listen(0, passage);
      ports.push(second);
      return { endpoint: endpointOf(second.port), close: second.close };
    },
    stop() {
      ports.forEach(opened => opened.close());
    },
  };
}

function endpointOf(port: number): string {
  return `127.0.0.1:${port}`;
}
