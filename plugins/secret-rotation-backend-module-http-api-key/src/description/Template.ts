import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Gives the text that stands for a placeholder's name. @internal */
export type Lookup = (name: string) => string;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** A text of the operator's with placeholders in braces, checked once when the entry is read. @internal */
export class Template {
  readonly #text: string;
  readonly names: readonly string[];

  private constructor(text: string, names: readonly string[]) {
    this.#text = text;
    this.names = names;
  }

  /**
   * @param key - where the text stands in app-config
   * @param allowed - the names that may stand in braces here; one that ends with `.` allows whatever follows it
   * @throws MisconfiguredError for another name, or for a brace that belongs to none
   */
  static parse(text: string, key: string, allowed: readonly string[]) {
    const fix = `Use only ${allowed
      .map(name => (name.endsWith('.') ? `{${name}<field>}` : `{${name}}`))
      .join(', ')} there`;
    if (text.includes('${')) {
      throw new MisconfiguredError(
        `${key} uses \${…}, which Backstage replaces from the environment`,
        `Write the placeholder without the dollar sign. ${fix}`,
      );
    }
    const names = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name);
    const unknown = names.find(
      name =>
        !allowed.some(each =>
          each.endsWith('.')
            ? name.startsWith(each) && name.length > each.length
            : name === each,
        ),
    );
    if (unknown !== undefined) {
      throw new MisconfiguredError(
        `${key} names a placeholder that does not exist there`,
        fix,
      );
    }
    if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) {
      throw new MisconfiguredError(
        `${key} holds a brace that does not belong to a placeholder`,
        fix,
      );
    }
    return new Template(text, names);
  }

  /** The text with each placeholder replaced once; what is filled in is not looked at again. */
  fill(lookup: Lookup, encode: (text: string) => string = text => text) {
    return this.#text.replace(PLACEHOLDER, (_, name: string) =>
      encode(lookup(name)),
    );
  }

  /** The literal parts round the placeholders: one more than there are names. */
  get literals(): string[] {
    return this.#text.split(/\{[^{}]*\}/);
  }
}
