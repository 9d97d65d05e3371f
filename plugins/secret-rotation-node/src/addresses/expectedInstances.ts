import { lookup } from 'node:dns/promises';
import type { ConsumerEntity } from '../contracts/ConsumerAdapter';
import { MisconfiguredError, UnavailableError } from '../errors';
import { MAX_INSTANCES, type InstanceAddresses } from './instanceAddresses';

/** One A or AAAA record. @public */
export interface DiscoveredAddress {
  /** The address itself. */
  readonly address: string;
  /** Of IPv4 or IPv6. */
  readonly family: 4 | 6;
}

/** Looks up every address of a host name. @public */
export type ResolveAddresses = (host: string) => Promise<DiscoveredAddress[]>;

/** Where one expected instance is asked. @public */
export interface Endpoint {
  /** Base URL without a trailing slash. The Host header and the TLS name come from it. */
  readonly base: string;
  /** The discovered address to connect to instead of looking the host up again. */
  readonly connectTo?: DiscoveredAddress;
}

/** How the instances of a consumer are looked up. @public */
export interface AskingOptions {
  /** Ends the lookup. */
  readonly signal: AbortSignal;
  /** How long one lookup may take. */
  readonly timeoutMs: number;
  /** Default: asks the operating system. */
  readonly resolve?: ResolveAddresses;
}

/** Asks the operating system, so that search domains and the hosts file count. */
const resolveWithSystem: ResolveAddresses = async host => {
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
 * @public
 */
export async function findEndpoints(
  addresses: InstanceAddresses,
  consumer: ConsumerEntity,
  asking: AskingOptions,
): Promise<Endpoint[]> {
  const bases = addresses.patterns.map(pattern => pattern.expand(consumer));
  if (!addresses.discover) {
    return bases.map(base => ({ base }));
  }
  const [base] = bases;
  const found = await lookUp(new URL(base).hostname, asking);
  if (found.length > MAX_INSTANCES) {
    throw new MisconfiguredError(
      `${addresses.key}.base has more than ${MAX_INSTANCES} addresses in DNS`,
      'Aim base at the name of this service alone',
    );
  }
  return found.length === 0
    ? [{ base }]
    : found.map(connectTo => ({ base, connectTo }));
}

async function lookUp(
  host: string,
  { resolve = resolveWithSystem, signal, timeoutMs }: AskingOptions,
): Promise<DiscoveredAddress[]> {
  // A lookup cannot be cancelled, so it races against the deadline and its late answer is dropped.
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
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
