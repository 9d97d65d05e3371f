import type { X509Certificate } from 'node:crypto';
import type { Renewal } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RenewalWindow } from '../CertificateAuthority';

const BYTES = 6;

/**
 * When to renew a certificate: in the window that its authority suggests, else when two thirds of its time are over. In a
 * window every certificate has its own time, so that authorities see no crowd; asked again it is the same.
 */
export function renewalTime(
  certificate: X509Certificate,
  window: RenewalWindow | undefined,
): Renewal {
  if (window) {
    const [start, end] = [window.start.getTime(), window.end.getTime()];
    const digits = certificate.fingerprint256.replaceAll(':', '');
    const share =
      Buffer.from(digits, 'hex').readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
    return {
      at: new Date(start + Math.floor(share * (end - start))),
      because: 'The authority suggests to renew the certificate then',
    };
  }
  const from = certificate.validFromDate.getTime();
  const to = certificate.validToDate.getTime();
  return {
    at: new Date(from + Math.floor(((to - from) * 2) / 3)),
    because: 'Two thirds of the certificate’s time are over then',
  };
}
