import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** The kinds of key that can be asked for. */
export const KEY_TYPES = [
  'ecdsa-p256',
  'ecdsa-p384',
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
] as const;

/** One kind of key. */
export type KeyType = (typeof KEY_TYPES)[number];

/** `spec.rotation.options` of a certificate. @internal */
export interface CertificateOptions {
  /** What the certificate is for: DNS names, a wildcard in front allowed, and IP addresses. The first is the account. */
  readonly names: readonly [string, ...string[]];
  readonly key: KeyType;
  /** How the first version is stored; later ones keep the structure of the one before. */
  readonly format: 'fields' | 'bundle';
}

const MOST_NAMES = 100;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const schema = z.strictObject({
  names: z.tuple([z.string()], z.string()).refine(n => n.length <= MOST_NAMES),
  key: z.enum(KEY_TYPES).default('ecdsa-p256'),
  format: z.enum(['fields', 'bundle']).default('fields'),
});

const FIXES: Record<string, string> = {
  names: `List 1 to ${MOST_NAMES} DNS names or IP addresses, for example options: { names: [shop.example.com] }`,
  key: `Write one of ${KEY_TYPES.join(', ')}`,
  format: 'Write fields, or bundle for one PEM text',
};

/**
 * Checks `spec.rotation.options`.
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseCertificateOptions(options: unknown): CertificateOptions {
  const read = schema.safeParse(options);
  if (!read.success) {
    const [key = ''] = read.error.issues[0].path.map(String);
    throw new MisconfiguredError(
      `${key ? `options.${key}` : 'options'} is not usable`,
      FIXES[key] ?? FIXES.names,
    );
  }
  const { names } = read.data;
  names.forEach((name, index) => {
    if (!isIP(name) && !isDnsName(name)) {
      throw new MisconfiguredError(
        `options.names[${index}] is neither a DNS name in lower case nor an IP address`,
        'Write names as certificates have them: letters, digits and hyphens between dots, a * only as the whole first part, other scripts as xn--…',
      );
    }
  });
  if (new Set(names).size < names.length) {
    throw new MisconfiguredError(
      'options.names lists one name twice',
      'List each name once',
    );
  }
  return read.data;
}

function isDnsName(name: string): boolean {
  const labels = name.split('.');
  const literal = labels[0] === '*' ? labels.slice(1) : labels;
  return (
    name.length <= 253 &&
    literal.length > 0 &&
    (labels[0] !== '*' || literal.length > 1) &&
    literal.every(label => LABEL.test(label)) &&
    // A last part of digits reads as an IPv4 address somewhere.
    !/^\d+$/.test(labels[labels.length - 1]) &&
    domainToASCII(literal.join('.')) === literal.join('.')
  );
}
