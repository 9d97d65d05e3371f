import { isIP } from 'node:net';
import type { Client, Order } from 'acme-client';
import type { SigningRequest } from '../CertificateAuthority';
import { problemIn } from './acmeTransport';

/**
 * Orders a certificate for some names.
 * @param options - `replaces`: the identifier of the certificate that goes (RFC 9773). Authorities spare renewals their
 *   rate limits for it. One that does not know that certificate, or had it replaced already, is asked once more without.
 */
export async function placeOrder(
  client: Pick<Client, 'createOrder'>,
  names: SigningRequest['names'],
  { replaces }: { replaces: string | undefined },
): Promise<Order> {
  const order = {
    identifiers: names.map(value => ({
      type: isIP(value) ? 'ip' : 'dns',
      value,
    })),
  };
  if (replaces === undefined) return client.createOrder(order);
  const renewal = { ...order, replaces };
  return client.createOrder(renewal).catch(error => {
    const problem = problemIn(error);
    if (problem === undefined || problem === 'rateLimited') throw error;
    return client.createOrder(order);
  });
}
