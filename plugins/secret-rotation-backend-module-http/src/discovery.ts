import { lookup } from 'node:dns/promises';
import {
  MisconfiguredError,
  UnavailableError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { HttpConsumerSettings } from './settings';

/** More instances than this are a mistake or an attack, not a service. @internal */
export const MAX_INSTANCES = 256;

/** One A or AAAA record. @internal */
export interface DiscoveredAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Looks up every address of a host name. @internal */
export type ResolveAddresses = (host: string) => Promise<DiscoveredAddress[]>;

/** Where one expected instance is asked. @internal */
export interface Endpoint {
  /** Base URL without a trailing slash. The Host header and the TLS name come from it. */
  readonly base: string;
  /** The discovered address to connect to instead of looking the host up again. */
  readonly connectTo?: DiscoveredAddress;
}

/** Asks the operating system, so that search domains and the hosts file count. @internal */
export const resolveWithSystem: ResolveAddresses = async host => {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));
};

/**
 * The endpoints of a consumer's expected instances. A name without an address gives one endpoint without
 * `connectTo`: it will not answer, so that the consumer shows up as unreachable and not as one without instances.
 * @throws MisconfiguredError when the entity does not fit the operator's pattern
 * @throws UnavailableError when the signal aborts first
 * @internal
 */
export async function findEndpoints(
  settings: HttpConsumerSettings,
  consumer: ConsumerEntity,
  resolve: ResolveAddresses,
  signal: AbortSignal,
): Promise<Endpoint[]> {
  const bases = settings.addresses.map(pattern => pattern.expand(consumer));
  if (!settings.discover) {
    return bases.map(base => ({ base }));
  }
  const [base] = bases;
  const found = await lookUp(new URL(base).hostname, resolve, settings, signal);
  if (found.length > MAX_INSTANCES) {
    throw new MisconfiguredError(
      `${settings.key}.base has more than ${MAX_INSTANCES} addresses in DNS`,
      'Aim base at the name of this service alone',
    );
  }
  return found.length === 0
    ? [{ base }]
    : found.map(connectTo => ({ base, connectTo }));
}

async function lookUp(
  host: string,
  resolve: ResolveAddresses,
  settings: HttpConsumerSettings,
  signal: AbortSignal,
): Promise<DiscoveredAddress[]> {
  // A lookup cannot be cancelled, so it races against the deadline and its late answer is dropped.
  const limit = AbortSignal.any([
    signal,
    AbortSignal.timeout(settings.timeoutMs),
  ]);
  const found = await new Promise<DiscoveredAddress[]>(done => {
    const giveUp = () => done([]);
    limit.addEventListener('abort', giveUp, { once: true });
    resolve(host).then(done, giveUp);
  });
  if (signal.aborted) {
    throw new UnavailableError('The time to look up the instances was over');
  }
  // Sorted, so that "address 1 of 2" means the same one each time.
  return [...new Map(found.map(each => [each.address, each])).values()].sort(
    (a, b) => a.family - b.family || (a.address < b.address ? -1 : 1),
  );
}
