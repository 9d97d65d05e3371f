import type { ConsumerEntity } from '../contracts/ConsumerAdapter';
import { MisconfiguredError } from '../errors';

/** An operator's base URL with placeholders, checked once when the entry is read. @public */
export interface AddressPattern {
  /**
   * The base URL for one consumer, without a trailing slash.
   * @throws MisconfiguredError when the entity cannot fill a placeholder with one DNS label
   */
  expand(consumer: ConsumerEntity): string;
  /** The pattern as the operator wrote it. */
  readonly text: string;
}

/** An operator's path with placeholders, checked once when the entry is read. @public */
export interface PathPattern {
  /** The path for one consumer; starts with a slash. */
  expand(consumer: ConsumerEntity): string;
}

/** An operator's argument of a command with placeholders, checked once when the entry is read. @public */
export interface ArgumentPattern {
  /** The argument for one consumer. */
  expand(consumer: ConsumerEntity): string;
}

type Placeholder =
  | { readonly from: 'name' | 'namespace' }
  | { readonly from: 'label'; readonly label: string };

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Stands for a placeholder while the pattern is cut into its parts; a label's name may hold dots and slashes. */
const MARK = '\uE000';
const ALLOWED = '{name}, {namespace} and {labels.<label>}';

/**
 * Reads a base URL pattern. Scheme, port and domain suffix must be literal and a placeholder in the host must be a
 * whole label, so that no catalog file can aim the portal outside the suffix that the operator wrote.
 * @public
 */
export function parseAddressPattern(text: string, key: string): AddressPattern {
  const { marked, placeholders } = markPlaceholders(text, key);
  const parts = /^(https?):\/\/([^/?#\\]*)(\/[^?#\\]*)?$/i.exec(marked);
  if (!parts) {
    throw new MisconfiguredError(
      `${key} is not a base URL with a literal scheme`,
      `Write ${key} as http://… or https://…, without a query and without a fragment`,
    );
  }
  const [, scheme, authority, path = ''] = parts;
  checkAuthority(authority, key);
  const base = `${scheme.toLowerCase()}://${authority}${path.replace(
    /\/+$/,
    '',
  )}`;
  if (!URL.canParse(base.replaceAll(MARK, 'label'))) {
    throw new MisconfiguredError(
      `${key} is not a URL`,
      `Correct ${key}, for example http://{name}.svc.internal:8080`,
    );
  }
  return {
    text,
    expand: consumer => fill(base, placeholders, consumer, key),
  };
}

/** Reads a path pattern such as `/keyturn/attest`. @public */
export function parsePathPattern(text: string, key: string): PathPattern {
  const { marked, placeholders } = markPlaceholders(text, key);
  if (!/^\/(?!\/)[^?#\\\s]*$/.test(marked)) {
    throw new MisconfiguredError(
      `${key} is not a path`,
      `Write ${key} as a path that starts with one slash, without a query, for example /keyturn/attest`,
    );
  }
  return { expand: consumer => fill(marked, placeholders, consumer, key) };
}

/**
 * Reads one argument of a command, of which each placeholder is one DNS label: no option, no path, no word of a shell.
 * @public
 */
export function parseArgumentPattern(
  text: string,
  key: string,
): ArgumentPattern {
  const { marked, placeholders } = markPlaceholders(text, key);
  return { expand: consumer => fill(marked, placeholders, consumer, key) };
}

function markPlaceholders(text: string, key: string) {
  if (text.includes('${')) {
    throw new MisconfiguredError(
      `${key} uses \${…}, which Backstage replaces from the environment`,
      `Write the placeholder without the dollar sign: ${ALLOWED}`,
    );
  }
  const placeholders: Placeholder[] = [];
  const marked = text.replace(/\{([^{}]*)\}/g, (_whole, inner: string) => {
    placeholders.push(readPlaceholder(inner, key));
    return MARK;
  });
  if (text.includes(MARK) || /[{}]/.test(marked)) {
    throw new MisconfiguredError(
      `${key} holds a brace that does not belong to a placeholder`,
      `Use only ${ALLOWED}`,
    );
  }
  return { marked, placeholders };
}

function readPlaceholder(inner: string, key: string): Placeholder {
  if (inner === 'name' || inner === 'namespace') {
    return { from: inner };
  }
  const label = /^labels\.(.+)$/.exec(inner)?.[1];
  if (!label) {
    throw new MisconfiguredError(
      `${key} names an unknown placeholder`,
      `Use only ${ALLOWED}`,
    );
  }
  return { from: 'label', label };
}

function checkAuthority(authority: string, key: string) {
  if (authority.includes('@')) {
    throw new MisconfiguredError(
      `${key} holds a user name or password`,
      `Remove everything before the @ from ${key} and give the bearer token in the key token`,
    );
  }
  const parts = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(.*))?$/i.exec(authority);
  if (!parts) {
    throw new MisconfiguredError(
      `${key} has no host`,
      `Name a host in ${key}, for example http://{name}.svc.internal:8080`,
    );
  }
  const [, host, port] = parts;
  if (port !== undefined && !/^\d{1,5}$/.test(port)) {
    throw new MisconfiguredError(
      `${key} has a port that is not a literal number`,
      `Write the port of ${key} as a number; no placeholder may stand there`,
    );
  }
  if (host.startsWith('[')) {
    return;
  }
  checkHost(host, key);
}

function checkHost(host: string, key: string) {
  const labels = host.split('.');
  const isOpen = host.includes(MARK);
  const suffix = labels[labels.length - 1];
  if (isOpen && suffix.includes(MARK)) {
    throw new MisconfiguredError(
      `${key} has no literal domain suffix`,
      `End the host of ${key} with a literal domain, for example {name}.svc.internal`,
    );
  }
  // URL parsers read a host whose last label is a number as an IPv4 address.
  if (isOpen && /^(?:\d+|0x[0-9a-f]*)$/i.test(suffix)) {
    throw new MisconfiguredError(
      `${key} builds an IP address from a placeholder`,
      `End the host of ${key} with a literal domain name, or list fixed addresses in instances`,
    );
  }
  for (const label of labels) {
    if (label !== MARK && !DNS_LABEL.test(label)) {
      throw new MisconfiguredError(
        label.includes(MARK)
          ? `${key} mixes a placeholder with other text in one label of the host`
          : `${key} has a host that is not a DNS name`,
        `Let each part of the host between dots be one placeholder or one literal DNS label`,
      );
    }
  }
}

function fill(
  pattern: string,
  placeholders: readonly Placeholder[],
  consumer: ConsumerEntity,
  key: string,
): string {
  let next = 0;
  return pattern.replaceAll(MARK, () => {
    const placeholder = placeholders[next];
    next += 1;
    return dnsLabel(placeholder, consumer, key);
  });
}

function dnsLabel(
  placeholder: Placeholder,
  consumer: ConsumerEntity,
  key: string,
): string {
  const isLabel = placeholder.from === 'label';
  const value = isLabel
    ? consumer.labels[placeholder.label]
    : consumer[placeholder.from];
  const what = isLabel ? `label ${placeholder.label}` : placeholder.from;
  if (!value) {
    throw new MisconfiguredError(
      `${consumer.entityRef} has no ${what}, which ${key} needs`,
      `Add the ${what} to the entity, or name another entry in its annotation keyturn.dev/consumer`,
    );
  }
  if (!DNS_LABEL.test(value)) {
    throw new MisconfiguredError(
      `The ${what} of ${consumer.entityRef} is not one DNS label, which ${key} needs`,
      `Use at most 63 letters, digits and inner hyphens, or name another entry in its annotation keyturn.dev/consumer`,
    );
  }
  return value;
}
