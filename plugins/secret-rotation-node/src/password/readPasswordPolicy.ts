import { z } from 'zod';
import { MisconfiguredError } from '../errors';
import {
  chanceOfRequired,
  entropyOf,
  isOfClass,
  type PasswordPolicy,
} from './PasswordPolicy';

/** What a target allows, whatever its operator writes. @public */
export interface PasswordLimits {
  /** The longest password that the target takes, in characters. */
  readonly maxLength?: number;
  /** Characters that the target's protocol or its clients do not bear. */
  readonly forbid?: string;
}

/** The fewest bits of entropy that a policy may give. */
const MIN_ENTROPY = 128;
/** Below this chance, most draws would be thrown away. */
const MIN_CHANCE = 0.01;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const ALPHABETS = {
  alphanumeric: ALPHANUMERIC,
  'url-safe': `${ALPHANUMERIC}-_`,
  printable: String.fromCharCode(
    ...Array.from({ length: 94 }, (_, i) => i + 33),
  ),
} as const;

const entry = z
  .object({
    length: z.number().int().min(1).max(4096).default(43),
    alphabet: z
      .enum(['alphanumeric', 'url-safe', 'printable'])
      .default('url-safe'),
    characters: z
      .string()
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
    require: z.array(z.enum(['lower', 'upper', 'digit', 'symbol'])).default([]),
    forbid: z.string().default(''),
  })
  .strict();

const FIXES: Record<string, string> = {
  length: 'Write a whole number of characters, or remove the key for 43',
  alphabet: 'Write alphanumeric, url-safe or printable',
  characters: 'List printable ASCII characters without a space',
  require: 'List some of lower, upper, digit and symbol',
  forbid: 'Write the characters that must not occur as one text',
};

/**
 * Reads the `password` key of a rotator entry. Without one: 43 characters of the alphabet `url-safe`, 258 bits.
 * @param input - what stands in the configuration, `undefined` for nothing
 * @param key - where it stands, for the message
 * @throws MisconfiguredError that names the key and the fix, also when a password could be guessed
 * @public
 */
export function readPasswordPolicy(
  input: unknown,
  key: string,
  limits: PasswordLimits = {},
): PasswordPolicy {
  const read = entry.safeParse(input ?? {});
  if (!read.success) {
    const [issue] = read.error.issues;
    const [name] = issue.path.map(String);
    throw new MisconfiguredError(
      `${name === undefined ? key : `${key}.${name}`} is not usable`,
      FIXES[name] ??
        'Write an object with length, alphabet or characters, require and forbid',
    );
  }
  const { length, alphabet, require, forbid } = read.data;
  const { maxLength, forbid: never = '' } = limits;
  if (maxLength !== undefined && length > maxLength) {
    throw new MisconfiguredError(
      `${key}.length is ${length}, the target takes ${maxLength} characters`,
      `Write at most ${maxLength}`,
    );
  }
  const drawn = read.data.characters ?? ALPHABETS[alphabet];
  const characters = [...new Set(drawn)]
    .filter(each => !`${forbid}${never}`.includes(each))
    .join('');
  const policy = { length, characters, require: [...new Set(require)] };
  checkStrength(policy, key);
  return policy;
}

function checkStrength(policy: PasswordPolicy, key: string): void {
  const { characters, length, require } = policy;
  const absent = require.filter(
    name => ![...characters].some(each => isOfClass(each, name)),
  );
  if (absent.length > 0) {
    throw new MisconfiguredError(
      `${key}.require asks for ${absent.join(', ')}, which its characters lack`,
      'Allow such characters, or do not require them',
    );
  }
  if (characters.length < 2 || entropyOf(policy) < MIN_ENTROPY) {
    const bits = characters.length < 2 ? 0 : Math.floor(entropyOf(policy));
    throw new MisconfiguredError(
      `${key} gives ${bits} bits of entropy with ${length} of ${characters.length} characters, fewer than ${MIN_ENTROPY}`,
      'Allow a longer password or more characters',
    );
  }
  if (chanceOfRequired(policy) < MIN_CHANCE) {
    throw new MisconfiguredError(
      `${key}.require is met by fewer than one draw in ${1 / MIN_CHANCE}`,
      'Allow a longer password, more characters of these kinds, or require less',
    );
  }
}
