import { parseTree, type Node } from 'jsonc-parser';
import { MisconfiguredError } from '../errors';

/**
 * The text of a JSON object with other values under some of its keys. Every other sign stays as it is: white space,
 * order, and how somebody wrote a number. Keys that it does not have are added at its end.
 * @param text - a JSON object with at least one key
 * @throws MisconfiguredError when it has one of the keys twice: the value before would stay under the other
 * @public
 */
export function replaceJsonKeys(
  text: string,
  changes: ReadonlyMap<string, string>,
): string {
  const properties = parseTree(text)?.children ?? [];
  const present = new Set<string>();
  let result = '';
  let copied = 0;
  for (const property of properties) {
    const name = nameOf(property);
    const change = changes.get(name);
    const value = property.children?.[1];
    if (change === undefined || !value) {
      continue;
    }
    if (present.has(name)) {
      throw new MisconfiguredError(
        'The secret has a key twice that is to get another value',
        'Remove one of the two',
      );
    }
    present.add(name);
    result += text.slice(copied, value.offset) + JSON.stringify(change);
    copied = value.offset + value.length;
  }
  const last = properties.at(-1);
  const end = last ? last.offset + last.length : 0;
  const added = [...changes]
    .filter(([name]) => !present.has(name))
    .map(
      ([name, change]) => `,${JSON.stringify(name)}:${JSON.stringify(change)}`,
    );
  return result + text.slice(copied, end) + added.join('') + text.slice(end);
}

function nameOf(property: Node): string {
  return String(property.children?.[0]?.value);
}
