import {
  accountName,
  storeVersionId,
  type AccountName,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Pins, VersionRow } from '../ledger/rows';
import { seesValues } from './means';
import type { StepContext } from './StepContext';

/** One of the two versions that a run deals with. */
export interface Side {
  readonly number: number;
  readonly account?: AccountName;
  /** The store's ids, newest last. */
  readonly storeIds: readonly StoreVersionId[];
  readonly row?: VersionRow;
}

/** What preflight pinned. */
export type Plan = NonNullable<Pins['plan']>;

/** @throws Error before preflight has run */
export function planOf(context: Pick<StepContext, 'run'>): Plan {
  const { plan } = context.run.pins;
  if (!plan) throw new Error(`Run ${context.run.id} has no plan yet`);
  return plan;
}

/** `R-2041`, under which the run stages its value. */
export function stageName(context: Pick<StepContext, 'run'>): string {
  return runLabel(context.run.id);
}

/** The old and the new version. There is no old one before the first version. */
export function oldAndNew(context: Pick<StepContext, 'run' | 'versions'>): {
  old?: Side;
  new: Side;
} {
  const plan = planOf(context);
  return {
    old:
      plan.oldVersion === undefined
        ? undefined
        : sideOf(context.versions, plan.oldVersion, plan.oldAccount),
    new: sideOf(context.versions, plan.newVersion, plan.newAccount),
  };
}

/**
 * Which version stays and which goes: forward the new one stays, in a rollback the old one does.
 * @throws Error for a rollback without an old version, which preflight of the rollback excludes
 */
export function stayingAndGoing(
  context: Pick<StepContext, 'run' | 'versions'>,
): {
  stays: Side;
  goes?: Side;
} {
  const sides = oldAndNew(context);
  if (context.run.direction === 'forward')
    return { stays: sides.new, goes: sides.old };
  if (!sides.old)
    throw new Error(`Run ${context.run.id} has no old version to go back to`);
  return { stays: sides.old, goes: sides.new };
}

/**
 * Every version that goes: the old one, in a rollback the new one, and what is left over of others. A cancelled run
 * has only what it made itself.
 */
export function everyoneGoing(
  context: Pick<StepContext, 'run' | 'versions'>,
): Side[] {
  const sides = oldAndNew(context);
  if (context.run.ending === 'cancelled') return [sides.new];
  const { stays, goes } = stayingAndGoing(context);
  const others = (planOf(context).leftovers ?? []).map(number =>
    sideOf(context.versions, number),
  );
  const going = new Map(
    [...(goes ? [goes] : []), ...others].map(side => [side.number, side]),
  );
  going.delete(stays.number);
  return [...going.values()];
}

/**
 * Whether all credentials of the secret live in one account, which may have several names: then it tells no version from
 * another.
 * @param value - one of the secret's
 */
export function hasOneAccount(
  { rotator, options }: Pick<StepContext, 'rotator' | 'options'>,
  value: SecretValue,
): boolean {
  if (rotator.accounts(options).length < 2) return true;
  const accounts = rotator.chooseAccounts(options, value);
  return accounts.old === accounts.new;
}

/** Whether somebody else may have the value of a side. What the run made itself nobody else had. */
export function isCompromised(
  context: Pick<StepContext, 'run'>,
  { number }: Pick<Side, 'number'>,
): boolean {
  return (
    context.run.cause === 'compromised' && number === planOf(context).oldVersion
  );
}

/** The version of ours that the store knows under an id. */
export function knownVersionOf(
  context: Pick<StepContext, 'versions'>,
  id: StoreVersionId,
): VersionRow | undefined {
  return context.versions.find(version => version.storeIds.includes(id));
}

function sideOf(
  versions: readonly VersionRow[],
  number: number,
  account?: string,
): Side {
  const row = versions.find(version => version.number === number);
  const known = account ?? row?.account;
  return {
    number,
    account: known === undefined ? undefined : accountName(known),
    storeIds: (row?.storeIds ?? []).map(storeVersionId),
    row,
  };
}

/** The value of a side: its newest readable version in the store, or else what this run staged. */
export async function valueOf(
  context: StepContext,
  side: Side,
): Promise<SecretValue | undefined> {
  if (!seesValues(context)) return undefined;
  const { path } = context.run.pins.binding;
  for (const version of [...side.storeIds].reverse()) {
    const value = await context.read('store.readVersion', effect =>
      context.store.readVersion({ path, version }, effect),
    );
    if (value) return value;
  }
  const { means } = context;
  const { made, newVersion } = planOf(context);
  if (means.by !== 'keyturn' || side.number !== (made ?? newVersion))
    return undefined;
  return context.read('store.readStaged', effect =>
    means.store.readStaged({ path, runId: stageName(context) }, effect),
  );
}
