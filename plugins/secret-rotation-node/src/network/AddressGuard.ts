import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** A name led to an address where no provider may be. @internal */
export class BlockedAddressError extends Error {}

type Network = [IPv4 | IPv6, number];

/** How names become addresses. @public */
export type ResolveName = (
  host: string,
  done: (
    error: NodeJS.ErrnoException | null,
    addresses: readonly LookupAddress[],
  ) => void,
) => void;

const SYSTEM: ResolveName = (host, done) =>
  resolve(host, { all: true, verbatim: true }, done);

/**
 * Lets a connection go to public addresses, and to others only where the operator lists their network. It looks at the
 * address that the connection is about to use, so a name that changes its address between two looks gains nothing.
 * @public
 */
export class AddressGuard {
  readonly #allowed: readonly Network[];
  readonly #resolve: ResolveName;

  /** @throws Error when a network is not of the form address/bits */
  constructor(networks: readonly string[], resolveName: ResolveName = SYSTEM) {
    this.#allowed = networks.map(network => ipaddr.parseCIDR(network));
    this.#resolve = resolveName;
  }

  /**
   * Looks at a host before a connection is made; a name says nothing yet.
   * @throws BlockedAddressError for an address that is not allowed
   */
  checkLiteral(host: string): void {
    const bare = host.replace(/^\[|\]$/g, '');
    if (isIP(bare) && !this.#isAllowed(bare)) throw new BlockedAddressError();
  }

  /** Looks a name up for a connection. One blocked address blocks the name: it is nobody's honest provider. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.#resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) {
        done(error ?? new Error('The name has no address'), '');
      } else if (addresses.some(({ address }) => !this.#isAllowed(address))) {
        done(new BlockedAddressError(), '');
      } else if (options.all) {
        done(null, [...addresses]);
      } else {
        done(null, first.address, first.family);
      }
    });
  };

  #isAllowed(text: string): boolean {
    const address = ipaddr.process(text);
    return (
      address.range() === 'unicast' ||
      this.#allowed.some(
        network =>
          network[0].kind() === address.kind() && address.match(network),
      )
    );
  }
}
