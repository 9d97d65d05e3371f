import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Selection } from '../description/Selection';
import type { ProviderKey } from './ProviderKey';

/** A list that needs more pages is not the keys of one account. @internal */
const MAX_PAGES = 50;

/** Where in the answer of `list` what stands. @internal */
export interface ListSelections {
  readonly items: Selection;
  readonly id: Selection;
  readonly label?: Selection;
  readonly createdAt?: Selection;
  readonly lastUsedAt?: Selection;
}

/** How the provider cuts its list. @internal */
export interface Pages {
  /** The parameter of the query that says which page. */
  readonly query: string;
  readonly first: number;
}

/**
 * Reads all pages of the provider's list.
 * @param ask - gets one page, with what its query needs
 * @throws MisconfiguredError when the answer is not as described
 * @internal
 */
export async function readKeys(
  ask: (query: Record<string, string>) => Promise<unknown>,
  selections: ListSelections,
  pages: Pages | undefined,
): Promise<ProviderKey[]> {
  if (!pages) return readPage(await ask({}), selections);
  const found = new Map<string, ProviderKey>();
  for (let index = 0; index < MAX_PAGES; index += 1) {
    const answer = await ask({ [pages.query]: String(pages.first + index) });
    const page = await readPage(answer, selections);
    const known = found.size;
    page.forEach(key => found.set(key.id, key));
    // An empty page is the end; so is one that repeats what was there: the provider has no such parameter.
    if (found.size === known) return [...found.values()];
  }
  throw new MisconfiguredError(
    'The provider lists more keys than Keyturn reads',
    'Narrow list.query of the rotator entry down, for example to the active keys of one account',
  );
}

async function readPage(
  answer: unknown,
  selections: ListSelections,
): Promise<ProviderKey[]> {
  const items = await selections.items(answer);
  if (!Array.isArray(items)) {
    throw new MisconfiguredError(
      'The answer to list has no array where list.items points to',
      "Compare list.items of the rotator entry with the provider's documentation",
    );
  }
  return Promise.all(items.map(item => readKey(item, selections)));
}

async function readKey(
  item: unknown,
  { id, label, createdAt, lastUsedAt }: ListSelections,
): Promise<ProviderKey> {
  const found = textOf(await id(item));
  if (found === undefined) {
    throw new MisconfiguredError(
      'The provider lists a key without an id where list.id points to',
      "Compare list.id of the rotator entry with the provider's documentation",
    );
  }
  return {
    id: found,
    ...(label && { label: textOf(await label(item)) ?? '' }),
    ...(createdAt && { createdAt: dateOf(await createdAt(item)) }),
    ...(lastUsedAt && { lastUsedAt: useOf(await lastUsedAt(item)) }),
  };
}

/** The text of an id, which providers also write as a number. @internal */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return String(value);
  }
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

function dateOf(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}

/** `null`: never used. A text that is no date says that there was a use, and not when. */
function useOf(value: unknown): Date | null {
  if (value === undefined || value === null || value === '') return null;
  return dateOf(value) ?? new Date(0);
}
