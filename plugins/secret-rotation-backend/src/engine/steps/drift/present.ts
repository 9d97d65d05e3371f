import {
  MisconfiguredError,
  type ProbeAnswer,
  type SecretValue,
  type StoreDescription,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { StepContext } from '../../StepContext';
import {
  hasOneAccount,
  knownVersionOf,
  oldAndNew,
  planOf,
  valueOf,
} from '../../sides';

/** What the store holds now. */
export interface Present {
  readonly id: StoreVersionId;
  readonly createdAt: number;
  readonly value: SecretValue;
}

/** @returns `undefined` when nothing is current, or it cannot be read */
export async function readPresent(
  context: StepContext,
): Promise<Present | undefined> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const { current: id, versions } = await context.read(
    'store.describe',
    effect => store.describe({ path }, effect),
  );
  if (id === undefined) return undefined;
  const value = await context.read('store.readVersion', effect =>
    store.readVersion({ path, version: id }, effect),
  );
  const createdAt = versions.find(version => version.id === id)?.createdAt;
  return (
    value && { id, value, createdAt: createdAt?.getTime() ?? context.now() }
  );
}

/** Whether consumers read the version that is to stay. Somebody may have put it back under another id. */
export async function isCurrent(
  context: StepContext,
  value: SecretValue | undefined,
): Promise<boolean> {
  const present = await readPresent(context);
  return Boolean(present && value?.equals(present.value));
}

/** The account that a value belongs to, `undefined` for one that is none of ours. */
export function accountOf(
  { rotator, options }: StepContext,
  value: SecretValue,
): string | undefined {
  try {
    return rotator.chooseAccounts(options, value).old;
  } catch (error) {
    if (error instanceof MisconfiguredError) return undefined;
    throw error;
  }
}

/** What the target says to a value at all its endpoints together. */
export async function answerTo(
  context: StepContext,
  value: SecretValue,
): Promise<ProbeAnswer> {
  const { rotator, options, rules } = context;
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value }, effect),
  );
  return rules.answerOf(probes.map(probe => probe.answer));
}

/**
 * Store versions that this run promoted without having learnt of it, before somebody else changed what is current.
 * @param besides - a version that is judged elsewhere
 */
export async function unseenPromotions(
  context: StepContext,
  besides?: StoreVersionId,
): Promise<StoreVersionId[]> {
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
