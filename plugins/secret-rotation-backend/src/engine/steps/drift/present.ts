import {
  MisconfiguredError,
  type SecretValue,
  type StoreDescription,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { StepContext } from '../../StepContext';
import { seesValues } from '../../means';
import {
  hasOneAccount,
  knownVersionOf,
  oldAndNew,
  planOf,
  stayingAndGoing,
  valueOf,
} from '../../sides';

/** What the store holds now. */
export interface Present {
  readonly id: StoreVersionId;
  readonly createdAt: number;
  /** Absent where values do not pass through Keyturn. */
  readonly value?: SecretValue;
}

/** @returns `undefined` when nothing is current, or it cannot be read */
export async function readPresent(
  context: StepContext,
): Promise<Present | undefined> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const isSeen = seesValues(context);
  const { current: id, versions } = await context.read(
    'store.describe',
    effect => store.describe({ path }, effect),
  );
  if (id === undefined) return undefined;
  const value = isSeen
    ? await context.read('store.readVersion', effect =>
        store.readVersion({ path, version: id }, effect),
      )
    : undefined;
  if (isSeen && !value) return undefined;
  const createdAt = versions.find(version => version.id === id)?.createdAt;
  return { id, value, createdAt: createdAt?.getTime() ?? context.now() };
}

/** Whether consumers read the version that is to stay. Somebody may have put it back under another id. */
export async function isCurrent(
  context: StepContext,
  value: SecretValue | undefined,
): Promise<boolean> {
  const present = await readPresent(context);
  if (!present) return false;
  return present.value
    ? Boolean(value?.equals(present.value))
    : stayingAndGoing(context).stays.storeIds.includes(present.id);
}

/**
 * The account that a value belongs to, `undefined` for one that is none of ours. A value that nobody sees is taken for
 * the run's own.
 */
export function accountOf(
  context: StepContext,
  value: SecretValue | undefined,
): string | undefined {
  const { rotator, options } = context;
  if (!value) return planOf(context).newAccount;
  try {
    return rotator.chooseAccounts(options, value).old;
  } catch (error) {
    if (error instanceof MisconfiguredError) return undefined;
    throw error;
  }
}

/**
 * Store versions that this run promoted without having learnt of it, before somebody else changed what is current.
 * @param besides - a version that is judged elsewhere
 */
export async function unseenPromotions(
  context: StepContext,
  besides?: StoreVersionId,
): Promise<StoreVersionId[]> {
  if (!seesValues(context)) return [];
  const { store, run } = context;
  const { path } = run.pins.binding;
  const own = await valueOf(context, oldAndNew(context).new);
  const found: StoreVersionId[] = [];
  const unknown = await unknownSinceStart(context);
  for (const [index, { id, readable }] of unknown.entries()) {
    if (id === besides || !readable) continue;
    const value = await context.read('store.readVersion', effect =>
      store.readVersion({ path, version: id }, effect),
    );
    if (!value) continue;
    const isOwn = own
      ? own.equals(value)
      : isOfOwnPromotion(context, value, index === 0);
    if (isOwn) found.push(id);
  }
  return found;
}

/**
 * Whether a version is the run's, whose value a promotion took from where it was staged: it has the account of the new
 * version. Where the old one had that too, it is the first that came: a promotion compares, so behind a stranger's it
 * would not have landed.
 */
function isOfOwnPromotion(
  context: StepContext,
  value: SecretValue,
  isFirst: boolean,
): boolean {
  if (accountOf(context, value) !== planOf(context).newAccount) return false;
  return (
    !hasOneAccount(context, value) || (isFirst && hasBegunToPromote(context))
  );
}

function hasBegunToPromote({ run, steps }: StepContext): boolean {
  return (
    (run.direction === 'forward' && run.step === 'promote') ||
    steps.some(
      ({ direction, step }) => direction === 'forward' && step === 'promote',
    )
  );
}

/**
 * Whether the run may have promoted its value though the version that it saw at the start is current: a store that
 * moves labels lets anybody put that back, and consumers may have loaded ours meanwhile. What cannot be read any more
 * may have been ours.
 */
export async function mayHavePromotedUnseen(
  context: StepContext,
): Promise<boolean> {
  const unknown = await unknownSinceStart(context);
  if (unknown.some(version => !version.readable)) return true;
  return (await unseenPromotions(context)).length > 0;
}

/** What the store lists after the version that the run saw at the start, and the ledger does not know. */
async function unknownSinceStart(
  context: StepContext,
): Promise<StoreDescription['versions']> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const { seen } = planOf(context);
  const { versions } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  return versions
    .slice(versions.findIndex(({ id }) => id === seen) + 1)
    .filter(({ id }) => !knownVersionOf(context, id));
}
