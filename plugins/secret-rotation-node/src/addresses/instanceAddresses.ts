import { z } from 'zod';
import { MisconfiguredError } from '../errors';
import { readSettings } from '../readSettings';
import { parseAddressPattern, type AddressPattern } from './addressPattern';

/** More instances than this are a mistake or an attack, not a service. */
export const MAX_INSTANCES = 256;

/** Where an operator's entry says that the instances of its consumers are. @public */
export interface InstanceAddresses {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  /** One address per expected instance, or with `discover` the one name that all instances share. */
  readonly patterns: readonly AddressPattern[];
  /** Each address of the name in DNS is one instance. */
  readonly discover: boolean;
}

const entry = z.object({
  base: z.string().min(1).optional(),
  instances: z.array(z.string().min(1)).min(1).max(MAX_INSTANCES).optional(),
  discover: z.literal('dns').optional(),
});

const FIXES: Record<string, string> = {
  base: 'Write one URL pattern, for example http://{name}.svc.internal:8080',
  instances: `List 1 to ${MAX_INSTANCES} URLs, one for each instance`,
  discover: 'Write dns, or remove the key',
};

/**
 * Reads the keys `base`, `instances` and `discover` of an entry of `secretRotation.consumers`.
 * @param key - where the entry stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readInstanceAddresses(
  config: unknown,
  key: string,
): InstanceAddresses {
  const { base, instances, discover } = readSettings(entry, config, key, FIXES);
  if ((base === undefined) === (instances === undefined)) {
    throw new MisconfiguredError(
      `${key} needs exactly one of base and instances`,
      'Give base for one instance or for discover: dns, or instances for a fixed list',
    );
  }
  if (discover && base === undefined) {
    throw new MisconfiguredError(
      `${key}.discover needs base`,
      'Give the name to look up in base, or remove discover',
    );
  }
  return {
    key,
    patterns:
      base === undefined
        ? readList(instances ?? [], `${key}.instances`)
        : [parseAddressPattern(base, `${key}.base`)],
    discover: discover !== undefined,
  };
}

function readList(texts: string[], key: string): AddressPattern[] {
  const patterns = texts.map((text, index) =>
    parseAddressPattern(text, `${key}[${index}]`),
  );
  if (new Set(texts).size < texts.length) {
    throw new MisconfiguredError(
      `${key} lists one address twice`,
      'List each instance once; an answer proves only its own instance',
    );
  }
  return patterns;
}
