import { X509Certificate } from 'node:crypto';
import {
  PLAIN_FIELD,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What a server needs to speak TLS, in PEM. */
export interface TlsMaterial {
  /** The server's own certificate alone. */
  readonly certificate: string;
  readonly privateKey: string;
  /** The authorities above it, the issuer first. */
  readonly chain: string;
}

/** How a value lies in the store: as three fields, or as one text with all of it, as HAProxy reads it. */
export type TlsFormat = 'fields' | 'bundle';

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;

/** The blocks of a PEM text, each with a line break at its end. */
function pemBlocks(text: string): Array<{ label: string; pem: string }> {
  return [...text.matchAll(PEM)].map(([pem, label]) => ({
    label,
    pem: `${pem}\n`,
  }));
}

/** The certificates of a PEM text, in their order. */
export function certificatesIn(text: string): string[] {
  return pemBlocks(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ pem }) => pem);
}

/** Reads a value in either format. `undefined`: it holds no certificate or no key. */
export function readTlsMaterial(value: SecretValue): TlsMaterial | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const [certificate, ...chain] = certificatesIn(text);
  const key = pemBlocks(text).find(({ label }) =>
    label.endsWith('PRIVATE KEY'),
  );
  return certificate && key
    ? { certificate, privateKey: key.pem, chain: chain.join('') }
    : undefined;
}

/** The server's certificate in a value, `undefined` where there is none to read. */
export function leafOf(value: SecretValue): X509Certificate | undefined {
  const [first] = certificatesIn(textOf(value) ?? '');
  return first === undefined ? undefined : parseCertificate(first);
}

/** A certificate, `undefined` where the text is none. */
export function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined; // whoever asks says what that means
  }
}

/** The value of the next version. It keeps the structure that consumers read now, and their other fields. */
export function tlsValueOf(
  material: TlsMaterial,
  options: { current: SecretValue | undefined; format: TlsFormat },
): SecretValue {
  const { current } = options;
  const isBundle = current
    ? current.has(PLAIN_FIELD)
    : options.format === 'bundle';
  if (isBundle) {
    const { certificate, chain, privateKey } = material;
    return SecretValue.keeping(current, {
      [PLAIN_FIELD]: { value: certificate + chain + privateKey, secret: true },
    });
  }
  return SecretValue.keeping(current, {
    certificate: { value: material.certificate, secret: false },
    chain: { value: material.chain, secret: false },
    privateKey: { value: material.privateKey, secret: true },
  });
}

function textOf(value: SecretValue): string | undefined {
  if (value.has(PLAIN_FIELD)) return value.reveal(PLAIN_FIELD);
  if (!value.has('certificate') || !value.has('privateKey')) return undefined;
  const chain = value.has('chain') ? value.reveal('chain') : '';
  return [value.reveal('certificate'), chain, value.reveal('privateKey')].join(
    '\n',
  );
}
