/** The kinds of characters that a policy may ask for. @public */
export type CharacterClass = 'lower' | 'upper' | 'digit' | 'symbol';

/**
 * How passwords of a target look. Made by `readPasswordPolicy` alone, which has checked that it gives enough entropy.
 * @public
 */
export interface PasswordPolicy {
  /** Number of characters. */
  readonly length: number;
  /** The characters that are drawn from, each once. ASCII. */
  readonly characters: string;
  /** At least one of each of these is in every password. */
  readonly require: readonly CharacterClass[];
}

const CLASSES: Record<CharacterClass, (character: string) => boolean> = {
  lower: character => /[a-z]/.test(character),
  upper: character => /[A-Z]/.test(character),
  digit: character => /\d/.test(character),
  symbol: character => /[^a-zA-Z\d]/.test(character),
};

/** Whether a character belongs to a class. @internal */
export function isOfClass(character: string, name: CharacterClass): boolean {
  return CLASSES[name](character);
}

/**
 * How probable it is that a drawn password has one of each required class: by inclusion and exclusion of the classes
 * that are missing from it. Classes have no character in common.
 * @internal
 */
export function chanceOfRequired({
  length,
  characters,
  require,
}: PasswordPolicy): number {
  const total = characters.length;
  const sizes = require.map(
    name => [...characters].filter(each => isOfClass(each, name)).length,
  );
  let chance = 0;
  for (let missing = 0; missing < 2 ** sizes.length; missing += 1) {
    const without = sizes.filter((_, at) => Math.floor(missing / 2 ** at) % 2);
    const left = total - without.reduce((sum, size) => sum + size, 0);
    const sign = without.length % 2 === 0 ? 1 : -1;
    chance += sign * (left / total) ** length;
  }
  return Math.max(0, chance);
}

/** The entropy of passwords that follow a policy, in bits: each that follows it is equally probable. @public */
export function entropyOf(policy: PasswordPolicy): number {
  return (
    policy.length * Math.log2(policy.characters.length) +
    Math.log2(chanceOfRequired(policy))
  );
}
