import {
  MisconfiguredError,
  type ProbeAnswer,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { StepContext } from '../../StepContext';
import { knownVersionOf, oldAndNew, planOf, valueOf } from '../../sides';

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

/** Store versions that this run promoted without having learnt of it, before somebody else wrote over them. */
export async function unseenPromotions(
  context: StepContext,
  current: StoreVersionId,
): Promise<StoreVersionId[]> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const plan = planOf(context);
  const { versions } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  const ids = versions
    .filter(version => version.readable)
    .map(version => version.id);
  const own = await valueOf(context, oldAndNew(context).new);
  const since = ids.slice(ids.findIndex(id => id === plan.seen) + 1);
  const found: StoreVersionId[] = [];
  for (const version of since) {
    if (version === current || knownVersionOf(context, version)) continue;
    const value = await context.read('store.readVersion', effect =>
      store.readVersion({ path, version }, effect),
    );
    if (!value) continue;
    // Without its value, which a promotion takes from where it was staged, the run knows its version by the login.
    const isOwn =
      own?.equals(value) ?? accountOf(context, value) === plan.newAccount;
    if (isOwn) found.push(version);
  }
  return found;
}
