import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { Attribute, Change, type Client, type Control } from 'ldapts';
import { isMark } from './mark';

/** An entry's passwords as the directory keeps them, byte for byte, and the values of the mark's attribute. */
export interface EntryPasswords {
  /** As the directory spells it. */
  readonly dn: string;
  readonly stored: readonly Buffer[];
  readonly marks: readonly string[];
}

/** What is to become of an entry. */
export interface EntryChange {
  readonly add?: string;
  readonly remove?: readonly Buffer[];
  /** The mark that it gets, in place of those that it has. */
  readonly mark: string;
}

const PASSWORDS = 'userPassword';

/**
 * Asks for an entry.
 * @throws MisconfiguredError when the directory shows none of that name
 */
export async function readEntry(
  client: Client,
  dn: string,
  markAttribute: string,
): Promise<EntryPasswords> {
  const { searchEntries } = await client.search(dn, {
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: [PASSWORDS, markAttribute],
    explicitBufferAttributes: [PASSWORDS],
  });
  const [entry] = searchEntries;
  if (!entry) {
    throw new MisconfiguredError(
      'The entry does not exist, or the administrator may not see it',
      'Make the entry, or correct options.dn',
    );
  }
  // The directory writes names of attributes in its own case.
  const [, marks] =
    Object.entries(entry).find(
      ([name]) => name.toLowerCase() === markAttribute.toLowerCase(),
    ) ?? [];
  return {
    dn: entry.dn,
    stored: valuesOf(entry[PASSWORDS]).map(value => Buffer.from(value)),
    marks: valuesOf(marks).map(String).filter(isMark),
  };
}

/** Changes an entry in one step: all of it, or nothing where a value that is to go is not there any more. */
export async function changeEntry(
  client: Client,
  markAttribute: string,
  { dn, marks }: EntryPasswords,
  { add, remove = [], mark }: EntryChange,
  controls: Control[],
): Promise<void> {
  const old = marks.filter(each => each !== mark);
  const changes = [
    change('delete', markAttribute, old),
    change('add', markAttribute, marks.includes(mark) ? [] : [mark]),
    change('delete', PASSWORDS, remove),
    change('add', PASSWORDS, add === undefined ? [] : [add]),
  ].flat();
  await client.modify(dn, changes, controls);
}

function change(
  operation: 'add' | 'delete',
  type: string,
  values: readonly string[] | readonly Buffer[],
): Change[] {
  if (values.length === 0) return [];
  const bytes = values.map(value => Buffer.from(value));
  return [
    new Change({
      operation,
      modification: new Attribute({ type, values: bytes }),
    }),
  ];
}

function valuesOf(
  given: Buffer | Buffer[] | string | string[] | undefined,
): Array<Buffer | string> {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given];
}
