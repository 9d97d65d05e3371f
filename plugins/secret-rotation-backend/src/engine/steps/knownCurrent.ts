import {
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { oldAndNew, planOf, valueOf } from '../sides';
import type { StepContext } from '../StepContext';
import { unseenPromotions } from './drift';

/**
 * The store's current version if it holds the run's old or new value, under whatever id: a person may have put one
 * back. `undefined`: somebody else's value is there, or none.
 */
export async function knownCurrent(
  context: StepContext,
): Promise<StoreVersionId | undefined> {
  const { store } = context;
  const { pins } = context.run;
  const { path } = pins.binding;
  const plan = planOf(context);
  const { current } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  if (current === undefined) return undefined;
  const value = await context.read('store.readVersion', effect =>
    store.readVersion({ path, version: current }, effect),
  );
  if (!value) return undefined;
  // `restoreOver` too: a person may have said that this foreign version is to be written over.
  if (
    [plan.seen, pins.promoted, pins.restored, pins.restoreOver].includes(
      current,
    )
  ) {
    return current;
  }
  const sides = oldAndNew(context);
  const oldValue = sides.old && (await valueOf(context, sides.old));
  if (oldValue?.equals(value)) return current;
  const newValue = await valueOf(context, sides.new);
  if (newValue) return newValue.equals(value) ? current : undefined;
  // A promotion that landed without being committed: its staged copy is gone.
  const landed = await unseenPromotions(context);
  return landed.includes(current) ? current : undefined;
}

/** Whether a version of the store holds the old value of the run. */
export async function holdsOldValue(
  context: StepContext,
  version: string,
): Promise<boolean> {
  const { path } = context.run.pins.binding;
  const { old } = oldAndNew(context);
  const oldValue = old && (await valueOf(context, old));
  const value = await context.read('store.readVersion', effect =>
    context.store.readVersion(
      { path, version: storeVersionId(version) },
      effect,
    ),
  );
  return Boolean(value && oldValue?.equals(value));
}
