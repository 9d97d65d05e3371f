import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type InventoryItem,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import type { InventorySettings, StoreEntry } from '../configuration/model';
import type { EffectGate } from '../engine/EffectGate';
import type { Clock } from '../ledger/DatabaseClock';
import {
  beginWalk,
  forgetOtherStores,
  holdWalk,
  keepPage,
  walksOf,
} from '../ledger/operations/inventoryWalks';
import type { InventoryRow, WalkRow } from '../ledger/rows';
import { mayCarry } from '../workflow/workerLabels';

/** How many pages of one store a tick asks for. What adapters may spend of the store's quota rests on it. */
const PAGES_PER_TICK = 10;

/** How long until a store is asked again that refused or did not answer, in ms. */
const ASK_AGAIN_MS = 5 * 60_000;

/** A walk that is older begins anew: stores forget their cursors. In ms. */
const CURSOR_KEPT_MS = 6 * 60 * 60_000;

/** What the ledger keeps of a store's words, at most. */
const LIMITS = { path: 1024, tags: 20, tagName: 128, tagValue: 256 };

/** Later than every age, so that what has none comes last. */
const AGELESS = 8_640_000_000_000_000;

/** What the inventory is made of. */
export interface InventoryOptions {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly gate: EffectGate;
}

/**
 * Walks through the stores that are to be walked, some pages of each at a time, and keeps by name what they hold. How
 * far it came is in the ledger, so any replica goes on after any other. Harmless when doubled.
 * @returns how many secrets were found
 */
export async function takeInventory(
  options: InventoryOptions,
): Promise<number> {
  const { knex, configuration } = options;
  const { labels } = configuration.worker;
  const now = await options.clock.sync();
  const walked = [...configuration.stores.values()].flatMap(store =>
    store.inventory ? [{ store, settings: store.inventory }] : [],
  );
  await forgetOtherStores(
    knex,
    walked.map(({ store }) => store.name),
  );
  const walks = new Map(
    (
      await walksOf(
        knex,
        walked.map(({ store }) => store.name),
      )
    ).map(walk => [walk.store, walk]),
  );
  const found = await Promise.all(
    walked
      .filter(({ store }) => mayCarry(labels, store.workerLabels))
      .map(({ store, settings }) =>
        walkOn(options, store, settings, walks.get(store.name), now),
      ),
  );
  return found.reduce((sum, each) => sum + each, 0);
}

async function walkOn(
  { knex, gate }: InventoryOptions,
  store: StoreEntry,
  settings: InventorySettings,
  known: WalkRow | undefined,
  now: number,
): Promise<number> {
  if (known && known.nextAt > now) return 0;
  const isUnderWay =
    known?.cursor !== undefined && now - known.startedAt < CURSOR_KEPT_MS;
  let walk = isUnderWay ? known : await beginWalk(knex, store.name, known, now);
  let found = 0;
  for (let page = 0; walk && page < PAGES_PER_TICK; page += 1) {
    const { cursor } = walk;
    const answer = await gate
      .call('inventory', 'store.inventory', async effect =>
        store.adapter.inventory?.({ prefix: settings.prefix, cursor }, effect),
      )
      .catch((error: Error) => ({ problem: problemOf(error) }));
    if (!answer) return found;
    if ('problem' in answer) {
      await holdWalk(knex, walk, {
        problem: answer.problem,
        nextAt: now + ASK_AGAIN_MS,
      });
      return found;
    }
    const room = settings.limit - walk.found;
    const items = rowsOf(store.name, answer.items).slice(0, room);
    const isFull = answer.items.length > room;
    const isOver = isFull || answer.nextCursor === undefined;
    walk = await keepPage(knex, walk, items, {
      cursor: isOver ? undefined : answer.nextCursor,
      problem: isFull ? tooMany(store.name, settings) : undefined,
      nextAt: isOver ? now + settings.everyMs : now,
      finishedAt: isOver ? now : walk.finishedAt,
    });
    found += items.length;
    if (isOver) return found;
  }
  return found;
}

/** A store's words as the ledger keeps them. What no column could hold is left out. */
function rowsOf(
  store: string,
  items: readonly InventoryItem[],
): Array<Omit<InventoryRow, 'id' | 'seenAt'>> {
  const rows = items
    .filter(({ path }) => path.length <= LIMITS.path && !/\p{Cc}/u.test(path))
    .map(({ path, createdAt, changedAt, tags }) => ({
      store,
      path,
      createdAt: createdAt?.getTime(),
      changedAt: changedAt?.getTime(),
      ageKey: (changedAt ?? createdAt)?.getTime() ?? AGELESS,
      tags: Object.fromEntries(
        Object.entries(tags)
          .slice(0, LIMITS.tags)
          .map(([name, value]) => [
            plain(name, LIMITS.tagName),
            plain(value, LIMITS.tagValue),
          ]),
      ),
    }));
  return [...new Map(rows.map(row => [row.path, row])).values()];
}

function plain(text: string, length: number): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, length);
}

function tooMany(store: string, { limit }: InventorySettings): Problem {
  return {
    code: 'inventory-limit',
    message: `The store holds more than ${limit} secrets. The rest is not listed`,
    fix: `Raise secretRotation.stores.${store}.inventory.limit, or narrow its prefix`,
  };
}

function problemOf(error: Error): Problem {
  if (
    error instanceof PermissionDeniedError ||
    error instanceof MisconfiguredError
  )
    return {
      code: 'inventory-refused',
      message: error.message,
      fix: error.fix,
    };
  // The gate lets no other errors out than those of the contract, whose words are ours.
  return {
    code: 'inventory-unavailable',
    message:
      error instanceof UnavailableError
        ? error.message
        : 'The store could not be listed',
    fix: 'Keyturn asks again in five minutes',
  };
}
